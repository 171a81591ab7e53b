"""What the fields of a request are called on the command line."""

from __future__ import annotations

from collections.abc import Mapping

FLAGS: Mapping[str, str] = {
    "cells": "--cells",
    "count": "--count",
    "threshold": "--threshold",
    "method": "--method",
    "hierarchies": "--hierarchy",
    "pools": "--pools",
    "choose_pools": "--choose-pools",
    "costs": "--costs",
    "publish": "--publish",
    "withhold": "--withhold",
    "zeros_shown": "--zeros-shown",
    "protect_zeros": "--protect-zeros",
    "groups": "--groups",
    "time_limit": "--time-limit",
    "allow_unproved": "--allow-unproved",
    "base": "--base",
    "seed": "--seed",
    "record_key": "--record-key",
    "noise": "--noise",
    "variance": "--variance",
    "ledger": "--ledger",
    "describe": "--describe",
    "revisions": "--revisions",
    "leave_out": "--leave-out",
    "marks": "--marks",
    "known": "--known",
    "also": "--also",
    "intervals": "--intervals",
    "minimality": "--minimality",
    "records": "--records",
    "amount": "--amount",
    "holder": "--holder",
    "knowledge": "--zeros-shown or --zeros-unknown",
}
"""Of each field its flag; errors that mention a field are told with it."""
