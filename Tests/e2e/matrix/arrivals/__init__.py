"""What arrived at a provider, read back from its dialect into the words of `conversation.plain`. These readers know
nothing of the gateway: they say what the provider was asked."""
