"""Things that are spoken of alike are put together: customers, suppliers, documents."""
