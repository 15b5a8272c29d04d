"""The programming interface: what the pages show, for programs, under the same gate and scope."""
