"""What people rule out, and what they call done, by the words with which they say so."""

import re
from collections.abc import Sequence

_SENTENCES = re.compile(r"(?<=[.!?。！？;])\s+|\n+|(?<=[。！？])")
_RULED_OUT = re.compile(
    r"\b(?:do not|don['’]?t|must ?n[o'’]t|must not|should not|shouldn['’]?t|may not|never|without"
    r"|no need to|leave\b.{1,40}\balone|avoid|stay out of|hands off"
    r"|nicht|kein\w*|ohne|niemals|nie|finger weg|ne\b.{1,40}\bpas|jamais|sans"
    r"|sin|nunca|no (?:toques|cambies|uses|modifiques)|senza|mai|niet|geen|zonder|não|sem|bez"
    r"|inte|utan|ikke|uten|не|без)\b|不要|别|請勿|请勿|禁止|しないで|하지 ?마",
    re.I,
)
_LIMITED = re.compile(
    r"\b(?:only|unchanged|out of scope|nur|seulement|solo|sólo|soltanto|alleen|apenas|tylko"
    r"|только)\b|只|だけ|만 ",
    re.I,
)
_DONE = re.compile(
    r"\b(?:(?:done|finished|complete|ready|fixed) (?:when|once|if|as soon as)|definition of done"
    r"|accept(?:ance|ed)|until|so that|in the end|at the end|deliver\w*|should (?:pass|result|end)"
    r"|(?:fertig|erledigt),? (?:wenn|sobald)|bis|damit|am ende|(?:terminé|fini) quand|jusqu\w*"
    r"|à la fin|(?:hecho|listo) cuando|hasta que|al final|finché|fatto quando|klaar als|totdat"
    r"|pronto quando|até|gotowe|aż|готово|пока)\b|完成|直到|まで|때까지",
    re.I,
)


def sentences(text: str) -> Sequence[str]:
    """Return a text's sentences and lines."""
    return [each for each in map(str.strip, _SENTENCES.split(text)) if each]


def limits(sentence: str) -> bool:
    """Tell whether it rules something out, or everything else."""
    return bool(_RULED_OUT.search(sentence) or _LIMITED.search(sentence))


def means_done(sentence: str) -> bool:
    """Tell whether it says when the work is done."""
    return bool(_DONE.search(sentence))


def split(text: str) -> tuple[str, str]:
    """Return a text without what it rules out, and what it rules out: what stands from such a
    word on to the end of its sentence.
    """
    wanted, ruled_out = [], []
    for each in sentences(text):
        found = _RULED_OUT.search(each)
        wanted.append(each[: found.start()] if found else each)
        ruled_out.append(each[found.start() :] if found else "")
    return "\n".join(wanted), "\n".join(ruled_out)
