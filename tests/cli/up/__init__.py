"""The parts of `heddle up`: its lock, its checks, the processes it keeps."""
