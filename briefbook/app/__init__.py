"""The run folder, the pipeline and the `briefbook` command: the only code that imports stages."""
