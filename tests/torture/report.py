"""What a scenario says at its end: figures for people, and faults, of which there may be none."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Figures in the order in which they were taken, and one sentence for each fault."""

    figures: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"  {name:<44} {value}" for name, value in self.figures.items()]
        lines += [f"  FAULT {fault}" for fault in self.faults[:20]]
        if len(self.faults) > 20:
            lines.append(f"  … and {len(self.faults) - 20} more faults")
        return "\n".join(lines)
