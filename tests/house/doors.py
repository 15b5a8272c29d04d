"""The contract of doors: what one capability may import of another.

Of any other capability its rooms `rules`, `frames`, `queries` and `actions` are open; the lower storeys open further
modules by name; the one that mounts everybody (`project`) may also import what there is to mount.
"""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Options: see `doors` in pyproject.toml; modules are named with their package, rooms are not."""

    rooms: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]  # import-linter fills it
    opened: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]  # import-linter fills it
    mounted: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]  # import-linter fills it
    mounting: str = fields.StringField()  # type: ignore[assignment]  # import-linter fills it

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  import-linter's signature
        """Look at every import between two capabilities."""
        breaches = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self.is_open(imported, to=importer)
        ]
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def is_open(self, imported: str, *, to: str) -> bool:
        """Tell whether `to` may import it: outside libraries and its own capability are not judged here."""
        package, _, path = imported.partition(".")
        capability, _, room = path.partition(".")
        room = room.partition(".")[0]
        own_package, _, own_path = to.partition(".")
        own = own_path.partition(".")[0]
        if package != own_package or own in {"", capability}:
            return True
        if room in self.rooms or (own == self.mounting and room in self.mounted):
            return True
        return f"{capability}.{room}" in self.opened

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that goes past the doors."""
        for importer, imported in check.metadata["breaches"]:
            output.print_error(f"{importer} may not import {imported}: it is not a door", bold=False)
