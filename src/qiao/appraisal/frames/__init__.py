"""The rules of schemes in the engine's words, where volume asks for it."""
