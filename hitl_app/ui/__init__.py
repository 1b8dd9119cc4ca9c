"""Everything that is Qt: the frame, the pages, the widgets and what runs beside them."""
