"""Make the models that ship with Briefbook: `make models DATA=folder of the public data`.

The tagger and the relation extractor are tuned in full on our own passages and on public data, and
shipped as factors of low rank, a few megabytes each. Takes about an hour and a half on two cores.
"""

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from briefbook.labels.examples import Example
from briefbook.learn.augment import augment
from briefbook.learn.card import render_card
from briefbook.learn.journal import Record, Step
from briefbook.learn.lowrank import compress
from briefbook.learn.modelfolder import load_weights, read_info, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.measure.evaluation import evaluate_relations, evaluate_tagger
from extract.relating.candidates import Tie
from extract.relating.load import open_relations
from extract.relating.train import train_relations
from extract.tagging.load import open_tagger
from extract.tagging.train import train_tagger
from recipes.corpora import (
    LABELS,
    only,
    read_crossner,
    read_finre,
    read_passages,
    read_redocred,
)

MODELS = Path(__file__).parents[1] / "briefbook" / "models"
_RANK = 32  # of the factors that ship
