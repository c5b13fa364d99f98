"""The worker's process: its loop on a real queue, its draining, its wiring."""
