"""The agent's decisions, context and patience, without a store."""
