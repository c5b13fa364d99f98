"""The models behind litellm, against a scripted server, and the demo by itself."""
