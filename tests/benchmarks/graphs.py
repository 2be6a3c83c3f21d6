"""Opaque graphs of realistic size: nodes of an image pipeline, with invented types."""

from random import Random
from typing import Any

#: The inputs of each node type, and the kind of value of each.
_NODES = {
    "CheckpointShelf": {"shelf_name": "file"},
    "StyleOverlay": {"overlay_name": "file", "strength_model": "ratio", "strength_text": "ratio", "model": "link"},
    "PromptLoom": {"text": "text", "encoder": "link"},
    "BlankCanvas": {"width": "pixels", "height": "pixels", "batch_size": "count"},
    "DriftSampler": {
        "seed": "seed",
        "steps": "count",
        "guidance": "ratio",
        "sampler": "choice",
        "schedule": "choice",
        "model": "link",
        "positive": "link",
        "negative": "link",
        "canvas": "link",
    },
    "CanvasUnfold": {"samples": "link", "decoder": "link"},
    "PictureInlet": {"image": "file", "upload": "choice"},
    "EdgeTracer": {"low": "ratio", "high": "ratio", "image": "link"},
    "GuideRail": {"strength": "ratio", "start": "ratio", "end": "ratio", "positive": "link", "image": "link"},
    "TileEnlarger": {"scale": "ratio", "method": "choice", "tile": "pixels", "image": "link"},
    "MaskFeather": {"radius": "pixels", "invert": "flag", "mask": "link"},
    "ToneBalance": {"exposure": "ratio", "warmth": "ratio", "image": "link"},
    "KeepPicture": {"filename_prefix": "file", "images": "link"},
}
_FILES = (
    "harbour_v3.safetensors",
    "lines/ink_xl.safetensors",
    "input/sketch 04.png",
    "renders/final",
    "fox_overlay.pt",
)
_CHOICES = ("normal", "karst", "lanczos", "euler_drift", "simple", "image")
_TEXTS = ("soft morning light over water, wide angle, fine grain", "blurry, text, watermark", "a paper city at night")


def make_graph(random: Random, nodes: int) -> dict[str, Any]:
    """A graph with the given number of nodes; links lead to earlier nodes."""
    return {str(number): _node(random, number) for number in range(1, nodes + 1)}


def _node(random: Random, number: int) -> dict[str, Any]:
    name = random.choice([*_NODES])
    inputs = {each: _value(random, kind, number) for each, kind in _NODES[name].items()}
    return {"inputs": inputs, "class_type": name, "_meta": {"title": f"{name} {number}"}}


def _value(random: Random, kind: str, number: int) -> Any:
    match kind:
        case "link":
            return [str(random.randint(1, max(1, number - 1))), random.randrange(3)]
        case "seed":
            return random.getrandbits(53)
        case "count":
            return random.randint(1, 40)
        case "pixels":
            return random.choice((8, 512, 768, 1024))
        case "ratio":
            return random.randrange(200) / 100
        case "flag":
            return random.random() < 0.5
        case "file":
            return random.choice(_FILES)
        case "choice":
            return random.choice(_CHOICES)
        case _:
            return random.choice(_TEXTS)
