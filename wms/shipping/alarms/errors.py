"""How the alarms desk says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class AlarmOver(Refusal):
    """There is nothing left to do about it."""

    code = "alarm.over"
    sentence = N_("This alarm is over. Look at the list again.")


class AlarmTaken(Refusal):
    """Somebody was quicker."""

    code = "alarm.taken"
    sentence = N_("{name} looks after this already. Look at the list again.")


class AlarmNoteMissing(Refusal):
    """Who comes after must be able to read what was done."""

    kind = Kind.INVALID
    code = "alarm.note_missing"
    sentence = N_("Write what was done ({most} letters at most).")
