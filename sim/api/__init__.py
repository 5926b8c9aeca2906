"""What a program or a notebook calls, each part in a file that is read when it is used: the names stand in `sim` itself."""
