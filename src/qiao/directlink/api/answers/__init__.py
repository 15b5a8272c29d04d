"""What the bank answers to each interface of FOX: the core's doors on one side, the codec's records on the other."""
