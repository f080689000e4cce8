"""Everything that crosses the wire, one noun a file: REST bodies and views, events, socket messages."""
