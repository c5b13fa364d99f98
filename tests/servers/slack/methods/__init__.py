"""The methods of the Web API, by family. Each is a plain function on the workspace."""
