"""`python -m briefbook.app` is the `briefbook` command."""

from briefbook.app.cli import main

main()
