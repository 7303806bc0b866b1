"""An addressed table becomes entity rows: columns are named, values read, keys made, good rows told from refused ones."""
