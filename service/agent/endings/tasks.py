"""What the goal asks for and what the last tools did, as far as it hints at the ending."""

import re
from collections.abc import Iterable, Sequence

from service.agent.endings.patterns import words
from service.agent.endings.text import Said, Sentence

_STEM = 5
_FEW = frozenset(
    {"would", "could", "should", "there", "about", "which", "their", "please", "xcode"}
)
_FAILED = re.compile(r"\b(?:failed|error|denied|refused|timeout|timed out|killed|aborted)\b", re.I)
_WRITES = re.compile(
    r"\b(?:write|edit|apply|commit|push|create|send|post|put|merge|deploy|delete|rename|mv|cp|sed"
    r"|update|insert|upload|publish|install|convert|save|book|move|import|export|fill|set|add)",
    re.I,
)
_CHECKS = re.compile(
    r"\b(?:test|pytest|check|lint|mypy|ruff|build|tsc|verify|validate|curl|diff|stat)", re.I
)
_CREATES = re.compile(
    r"^\W*(?:write|draft|compose|suggest|give|explain|describe|make|create|list|translate|come up"
    r"|schreib|erkl|entw|formul|gib|übers|nenn|mach|erstell|verfass|écri|rédig|expli|donne|traduis"
    r"|propos|escrib|redact|explica|dame|haz|traduc|scriv|redig|spieg|dammi|tradu|escrev|faz|dá"
    r"|schrijf|leg|geef|maak|vertaal|bedenk|skriv|förkl|ge mig|gör|översätt|napisz|wyja|podaj|zrób"
    r"|przet|napiš|vysv|udělej|přelož|vymysli|напиши|объясни|придумай|составь|переведи|сделай|назови"
    r"|поясни|склади|переклади|вигадай|yaz|açıkla|hazırla|çevir|viết|giải|dịch|kirjoita|selitä)",
    re.I,
)
_CREATES_PARTS = re.compile(
    r"写|寫|翻译|解释|介绍|起草|拟|列出|書いて|書き|説明して|作って|訳して|考えて|써 ?줘|작성해|번역|설명해|만들어"
    r"|اكتب|اشرح|ترجم|اقترح|लिख|समझा|अनुवाद|बनाओ|เขียน|แปล|อธิบาย"
)
_QUESTION = re.compile(r"[?？؟]\s*$")
_DIGITS = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d+)(?![\w%]|[.,]\d)")
_SPELT = re.compile(
    r"\b(?:all|every|each|both|whole|entire|full|complete|alle[ns]?|jede[nrs]?|sämtliche|ganze[ns]?"
    r"|tou(?:s|tes)|chaque|todos|todas|cada|tutti|tutte|ogni|alla|varje|wszystkie|każd\w+|všechny"
    r"|все|всех|каждый|каждую|усі|всі|кожен|tüm|bütün|her|tất cả|kaikki)\b|全部|所有|每|すべて|全て|모든|전부"
    r"|جميع|كل|सभी|सारे|हर ",
    re.I,
)
_SECOND = re.compile(
    r"\b(?:and|und|et|y|e|en|och|og|i|a|oraz|и|та|ve|và|ja|then|dann|puis|luego|poi|depois)\b"
    r"|并|和|然后|それから|して、|하고|고 |ثم|و|और|,",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"\bTODO\b|\bFIXME\b|\bTBD\b|NotImplemented|lorem ipsum"
    r"|\[(?:insert|to be|your|add|fill|hier|à compléter|completar|da completare|invullen|uzupełnić"
    r"|в?вставить|заполнить|in te vullen|einfügen|待|후|نص)[^\]\n]{0,60}\]"
    r"|#\s*\.\.\.|//\s*\.\.\.|\.\.\. ?(?:rest|existing|same)|…(?:and so on|usw|etc)",
    re.I,
)
_OF = re.compile(
    r"(?<![\w.,])(\d{1,6})\s*(?:of|von|de|di|van|av|af|z|ze|из|із|з|/|sur|out of)\s*(?:the\s+)?(\d{1,6})(?![\w])"
)


def stems(text: str) -> frozenset[str]:
    """Return the starts of a text's longer words, or pairs of signs where words are not apart."""
    found = {word[:_STEM] for word in words(text[:600]) if len(word) >= _STEM and word not in _FEW}
    signs = re.findall(r"[\u3040-\u9fff\uac00-\ud7af\u0e00-\u0e7f]", text[:600])
    found.update(a + b for a, b in zip(signs, signs[1:], strict=False))
    return frozenset(found)


def from_goal(goal: str, spoken: Sequence[Sentence]) -> Iterable[str]:
    """Name what the goal is like, and whether the text covers it."""
    if _QUESTION.search(goal):
        yield "goal is a question"
    if _CREATES.search(goal) or _CREATES_PARTS.search(goal):
        yield "asks for a text"
    counted = {int(re.sub(r"\D", "", each)) for each in _DIGITS.findall(goal)}
    if counted - {0, 1} or _SPELT.search(goal):
        yield "goal counts"
    if _SECOND.search(goal):
        yield "goal has two parts"
    said = stems(" ".join(word for each in spoken for word in each.words))
    wanted = stems(goal)
    if wanted and not wanted & said:
        yield "nothing of the goal is named"
    text = " ".join(each.text for each in spoken)
    for done, whole in _OF.findall(text[:4000]):
        if int(done) < int(whole):
            yield "n of m"
            return


def from_tools(last_tools: Sequence[str], goal: str) -> Iterable[str]:
    """Name what the last tools did, and how they ended."""
    if not last_tools:
        yield "no tools"
        return
    if _FAILED.search(last_tools[-1]):
        yield "last tool failed"
    else:
        yield "last tool ok"
    if any(_FAILED.search(each) for each in last_tools[:-1]):
        yield "a tool failed before"
    done = [each for each in last_tools if not _FAILED.search(each)]
    if any(_WRITES.search(each) for each in done):
        yield "wrote with tools"
        if _WRITES.search(done[-1]):
            yield "last tool wrote"
    elif not (_QUESTION.search(goal) or _CREATES.search(goal)):
        yield "only looked"
    if done and _CHECKS.search(done[-1]):
        yield "last tool checked"


def placeholders(said: Said, text: str) -> bool:
    """Tell whether what was made has gaps that say so themselves."""
    code = "\n".join(said.code[-200:])
    if re.search(r"^\s*(?:\.\.\.|…|pass)\s*(?:#.*)?$", code, re.M):
        return True
    return bool(_PLACEHOLDER.search(code) or _PLACEHOLDER.search(text[-6000:]))
