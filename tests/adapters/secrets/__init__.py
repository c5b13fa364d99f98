"""The cipher, its keys and the file that holds one."""
