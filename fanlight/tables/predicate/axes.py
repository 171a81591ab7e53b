"""Fields cut into the classes that predicates tell apart, and predicates over these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, Not, Predicate, Within

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Axis:
    """One field cut into classes: `truth[leaf]` says for each class whether the leaf predicate holds there."""

    position: int
    labels: tuple[str, ...]
    samples: tuple[object, ...]
    truth: dict[Predicate, tuple[bool, ...]]


def axes_of(figures: Sequence[Predicate]) -> dict[str, Axis]:
    leaves: dict[str, list[Predicate]] = {}
    seen: set[Predicate] = set()
    stack: list[Predicate] = list(reversed(figures))
    while stack:
        predicate = stack.pop()
        if predicate in seen:
            continue
        seen.add(predicate)
        match predicate:
            case AllOf(parts=parts) | AnyOf(parts=parts):
                stack.extend(reversed(parts))
            case Not(part=part):
                stack.append(part)
            case In(field=name) | Within(field=name) | Missing(field=name):
                leaves.setdefault(name, []).append(predicate)
    return {name: _axis(position, name, parts) for position, (name, parts) in enumerate(sorted(leaves.items()))}


def _axis(position: int, name: str, leaves: list[Predicate]) -> Axis:
    samples: list[tuple[str, object]] = [(f"{name} empty", None)]
    values = sorted({value for leaf in leaves if isinstance(leaf, In) for value in leaf.values})
    samples += [(f"{name} {value}", value) for value in values]
    cuts = sorted({cut for leaf in leaves if isinstance(leaf, Within) for cut in (leaf.start, leaf.end)})
    if cuts:
        samples.append((f"{name} before {cuts[0]}", date.min))
        samples += [(f"{name} from {cut}", cut) for cut in cuts]
    else:
        samples.append((f"{name} other", _other_than(values)))
    classes: dict[tuple[bool, ...], tuple[str, object]] = {}
    for label, sample in samples:
        classes.setdefault(tuple(_leaf_holds(leaf, sample) for leaf in leaves), (label, sample))
    signatures = list(classes)
    truth = {leaf: tuple(signature[i] for signature in signatures) for i, leaf in enumerate(leaves)}
    labels, kept = zip(*classes.values(), strict=True)
    return Axis(position, labels, kept, truth)


def _other_than(values: Sequence[str]) -> str:
    other = "(another value)"
    while other in values:
        other += "*"
    return other


def _leaf_holds(leaf: Predicate, sample: object) -> bool:
    match leaf:
        case In(values=values):
            return isinstance(sample, str) and sample in values
        case Within(start=start, end=end):
            return isinstance(sample, date) and start <= sample < end
        case Missing():
            return sample is None
    return False


def evaluated(predicate: Predicate, axes: dict[str, Axis]) -> Flags:
    match predicate:
        case In(field=name) | Within(field=name) | Missing(field=name):
            axis = axes[name]
            shape = [1] * len(axes)
            shape[axis.position] = len(axis.labels)
            return np.array(axis.truth[predicate], dtype=bool).reshape(shape)
        case AllOf(parts=parts):
            every: Flags = np.ones([1] * max(1, len(axes)), dtype=bool)
            for part in parts:
                every = every & evaluated(part, axes)
            return every
        case AnyOf(parts=parts):
            some: Flags = np.zeros([1] * max(1, len(axes)), dtype=bool)
            for part in parts:
                some = some | evaluated(part, axes)
            return some
        case Not(part=part):
            return ~evaluated(part, axes)


def truth_of(part: Predicate, axis: Axis) -> NDArray[np.bool_]:
    """A condition on one field, class by class."""
    match part:
        case In() | Within() | Missing():
            return np.array(axis.truth[part], dtype=np.bool_)
        case Not(part=inner):
            return np.asarray(~truth_of(inner, axis))
        case AllOf(parts=parts):
            found = np.ones(len(axis.labels), dtype=np.bool_)
            for one in parts:
                found = found & truth_of(one, axis)
            return found
    found = np.zeros(len(axis.labels), dtype=np.bool_)
    for one in part.parts:
        found = found | truth_of(one, axis)
    return found


def narrowed(axis: Axis, position: int, picks: NDArray[np.int64]) -> Axis:
    labels = tuple(axis.labels[int(at)] for at in picks)
    samples = tuple(axis.samples[int(at)] for at in picks)
    truth = {leaf: tuple(values[int(at)] for at in picks) for leaf, values in axis.truth.items()}
    return Axis(position, labels, samples, truth)
