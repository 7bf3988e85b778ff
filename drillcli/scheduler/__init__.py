"""When a card comes again: memory models, the learner's policy, and the scheduler that joins the two."""

from drillcli.scheduler.base import Memory, MemoryModel, Stored, Survey
from drillcli.scheduler.fuzz import Load
from drillcli.scheduler.models import MODELS, model
from drillcli.scheduler.policy import Policy
from drillcli.scheduler.scheduler import Scheduler, is_leech

__all__ = ["MODELS", "Load", "Memory", "MemoryModel", "Policy", "Scheduler", "Stored", "Survey", "is_leech", "model"]
