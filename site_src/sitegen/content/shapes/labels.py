"""The labels by which digests name fields, in English, Chinese, Japanese and Korean; a label in, its field out.

Labels are compared by their letters: without case, emphasis, emoji, numbers and colons.
"""

from __future__ import annotations

import re
from functools import lru_cache


def _split(text: str) -> frozenset[str]:
    return frozenset(" ".join(part.split()) for part in text.split("|") if part.strip())


FIELDS: dict[str, str] = {
    "title": """title | paper title | article title | 标题 | 題目 | 题目 | 論文題目 | 论文题目 | 论文标题 | 論文標題
        | 原文标题 | 英文标题 | タイトル | 論文タイトル | 題名 | 제목 | 논문 제목 | 논문제목 | original title
        | paper name | 论文名称 | 论文名""",
    "title_translated": """title zh | title ja | title ko | title cn | title (zh) | title (ja) | title (ko)
        | 中文标题 | 中文题目 | 标题翻译 | 标题（中文） | 标题(中文) | 日本語タイトル | タイトル（日本語）
        | 한국어 제목 | 中文名 | 译名""",
    "authors": """authors | author | author(s) | all authors | 作者 | 作者列表 | 论文作者 | 作者与机构 | 著者
        | 著者名 | 저자 | by | first author | 第一作者""",
    "abstract": """abstract | abstract (original) | abstract (en) | abstract (english) | original abstract
        | arxiv abstract | 摘要 | 论文摘要 | 英文摘要 | 原文摘要 | 摘要（原文） | 摘要(原文) | 摘要（英文）
        | 摘要(英文) | 原始摘要 | 原始摘要与来源 | 초록 | 要旨 | アブストラクト | abstracts | 文章摘要""",
    "abstract_translated": """abstract (zh) | abstract (cn) | abstract (chinese) | abstract (ja) | abstract (ko)
        | abstract zh | abstract ja | abstract ko | abstract cn | translated abstract | 中文摘要 | 摘要（中文）
        | 摘要(中文) | 摘要翻译 | 摘要（翻译） | 日本語要旨 | 要旨（日本語） | 한국어 초록 | 초록 (한국어)
        | 中文翻译""",
    "tldr": """tl;dr | tldr | tl; dr | tl dr | one-sentence takeaway | one sentence takeaway | one-sentence summary
        | one-line summary | 一句话总结 | 一句话要点 | 一句话概括 | 一句话结论 | 一句话 | 简介 | 简述 | 概述 | 概要
        | 要約 | 요약 | 한줄 요약 | 한 줄 요약 | 要点 | 核心要点 | key takeaway | key takeaways | takeaway | summary
        | ai summary | 总结 | 论文总结 | ai 摘要 | ai摘要 | ai总结 | ai 总结 | description | 一言でいうと
        | ひとことまとめ | まとめ | 論文概要 | 简要总结 | 内容摘要""",
    "categories": """categories | category | subjects | subject | 分类 | 类别 | 领域 | arxiv所属领域
        | arxiv 所属领域 | 所属领域 | 学科 | main category | primary category | arxiv category | 分野 | カテゴリ
        | カテゴリー | 카테고리 | 분야 | 主分类 | arxiv categories | primary subject | arxiv 分类 | arxiv分类
        | subject area | subject areas""",
    "date": """date | published | publish date | published date | publication date | published on | publish time
        | 发布日期 | 日期 | 发布时间 | 发表日期 | 发表时间 | 提交日期 | 提交时间 | submitted | submitted on
        | submission date | date published | 公開日 | 投稿日 | 提出日 | 発表日 | 日付 | 날짜 | 게시일 | 발행일
        | 제출일 | announcement date | announced | 发布 | arxiv submitted | 日期/年份 | created | publish | posted
        | arxiv date | 日榜 | time | 时间 | year | 年份""",
    "updated": """updated | update date | updated on | update | 更新日期 | 更新时间 | 更新 | last updated
        | last update | 更新日 | 最后更新 | arxiv updated | last revised | revised | automated deployment
        | updated at""",
    "comment": """comment | comments | 备注 | 评论 | 注 | note | notes | コメント | 코멘트 | 备注信息
        | arxiv comment | remark | remarks | 注释""",
    "code": """code | code link | code url | github | github link | 代码 | 代码链接 | 代码地址 | 代码/项目 | 项目
        | 项目地址 | 项目链接 | 项目主页 | project | project page | project link | homepage | 主页 | 开源代码 | repo
        | repository | コード | 코드 | source code | demo | website | code/project | code & project | 开源地址
        | github repo | dataset | data | 数据集 | video | 视频 | slides""",
    "link": """link | links | arxiv | arxiv link | arxiv url | pdf | pdf link | url | 链接 | 论文链接 | 论文地址
        | paper | paper link | paper url | リンク | 링크 | 来源链接 | 原文链接 | 原文 | abs | html | pubmed
        | source url | arxiv 链接 | pdf链接 | pdf 链接 | read more | full text | 全文链接 | paper page | alphaxiv
        | hugging face | huggingface | arxiv page | abstract link | 下载 | read on arxiv | download | openreview
        | links & summary""",
    "keywords": """keywords | keyword | key words | 关键词 | 关键字 | tags | tag | 标签 | キーワード | タグ | 키워드
        | research tags | 主题 | index terms | 主题词 | topics | topic""",
    "journal": """journal | journal ref | journal-ref | journal reference | 期刊 | venue | 雑誌 | 来源 | source
        | ソース | 出处 | conference | 会议 | 会議 | 저널 | 学会 | published in | booktitle | 发表于""",
    "affiliation": """机构 | affiliation | affiliations | 单位 | 所属 | 所属機関 | 所属机构 | institution
        | institutions | institute | 通讯单位 | 소속 | 作者单位 | organization | organizations""",
    "id": """arxiv id | arxiv-id | arxiv_id | arxivid | id | ref | paper id | arxiv 编号 | arxiv编号 | 编号
        | arxiv number | identifier | arxiv no""",
    "pmid": "pmid | pubmed id",
    "doi": "doi",
    "number": "# | no | no. | number | 序号 | index | rank | 번호 | 番号",
    "part": """motivation | method | methods | methodology | result | results | conclusion | conclusions
        | background | objective | introduction | contributions | contribution | main contributions | limitations
        | limitation | approach | experiments | findings | key findings | analysis | discussion | 动机 | 研究动机
        | 方法 | 结果 | 结论 | 背景 | 目的 | 贡献 | 主要贡献 | 创新点 | 实验 | 局限 | 局限性 | 核心思路 | 背景与动机
        | 方法详解 | 实验亮点 | 应用场景 | 相关研究 | 手法 | 結果 | 結論 | 背景・目的 | 動機 | 方法論 | 방법 | 결과
        | 결론 | 동기 | 배경 | relevance | why it matters | impact | significance | details | review | reason
        | 推荐理由 | 点评 | 解读 | ai review | strengths | weaknesses | task | problem | 研究问题 | 关键发现
        | 重要性""",
}
"""The labels of each field, between bars."""
PROSE = frozenset({"abstract", "abstract_translated", "tldr", "part", "note"})
"""Fields that run on over lines."""
HEADINGS = _split(
    """papers | paper list | paper | list | daily papers | arxiv papers | latest papers | new papers | 最新论文
        | 论文列表 | 论文 | 今日论文 | table of contents | contents | toc | 目录 | 目次 | 목차 | index | topics
        | today | all papers | article list | articles | 文献列表 | archive | introduction | recent papers
        | daily arxiv | arxiv daily | daily arxiv digest | digest | daily digest | overview | submissions
        | new submissions | filter by category | 文章列表 | 每日论文 | 论文速递"""
)
"""Headings that name no topic."""
STATUS = {
    "new": "new | new submissions | new submission | 最新发布 | 新发布 | new papers | new listings | 新着 | 신규",
    "cross": """cross | cross-lists | cross lists | cross-list | cross submissions | cross-listed | 交叉列表 | 交叉
        | cross-listings | cross-submissions""",
    "replaced": """replaced | replacements | replacement | rep | 更新 | 替换 | replacement submissions | revised
        | updates | 교체""",
}
"""What arXiv's lists call a paper's status."""

_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga"
    " econ eess funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics"
    " plasm-ph q-alg q-bio q-fin quant-ph solv-int stat supr-con"
).split()
CATEGORY = (
    rf"(?:{'|'.join(sorted(_ARCHIVES, key=len, reverse=True))})(?:\.(?:[A-Z]{{2}}|[a-z]{{2,8}}(?:-[a-z]{{2,5}})*))?"
)
"""A category of arXiv's, as a regular expression: https://arxiv.org/category_taxonomy."""

LONGEST = 48
"""Characters of a label or of a link's trivial text; what is longer is a text."""
DRESSED = 100
"""The same, HTML's tags included."""

_MARKUP = re.compile(r"<[^<>]*>|&nbsp;|[*_`~#]+")
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)、]|[一二三四五六七八九十]+、)\s*")
_EDGES = re.compile(r"^[^\w(（]+|[^\w)）]+$")
_BLANKS = re.compile(r"[\s_]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a label as labels are compared."""
    if text.strip() == "#":
        return "#"
    plain = _NUMBERED.sub("", _MARKUP.sub(" ", text.replace("_", " ")))
    return _BLANKS.sub(" ", _EDGES.sub("", plain)).strip().lower()


_BY_LABEL = {fold(label): field for field, labels in FIELDS.items() for label in _split(labels)}
_BY_STATUS = {fold(label): status for status, labels in STATUS.items() for label in _split(labels)}


def field(label: str) -> str:
    """Return the field that a label names; empty when it is none that is known."""
    return _field(label) if len(label) <= (DRESSED if "<" in label else LONGEST) else ""


@lru_cache(maxsize=8192)
def _field(label: str) -> str:
    return _BY_LABEL.get(fold(label), "")


def status(text: str) -> str:
    """Return `new`, `cross` or `replaced` for a heading or a mark that says so; else nothing."""
    return _BY_STATUS.get(fold(text), "")


def is_general(heading: str) -> bool:
    """Whether a heading says nothing of what stands under it."""
    return fold(heading) in HEADINGS


_TRIVIAL = _split(
    """pdf | link | links | paper | arxiv | abs | html | url | here | read more | more | details | code | github
        | project | page | website | back | abstract | doi | pubmed | 论文 | 链接 | 原文 | 代码 | 下载 | pdf 下载
        | arxiv 原文 | hugging face | huggingface | download | source | full text | read | openreview | alphaxiv
        | kimi | summary | view | click here | リンク | 論文 | 링크 | 논문 | paper link | arxiv link | arxiv pdf
        | arxiv page | project page | demo | video | slides | bibtex | cite | model | dataset | data | blog | poster
        | supp | abs page | arxiv abs | arrow down | 论文链接 | 代码链接 | 项目主页 | ▶ | hf | pdf link | view paper
        | read paper | arxiv.org | site | web | homepage"""
)
_ID = re.compile(r"(?:arxiv\s*:?\s*)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\s*\[.*\])?")


def is_trivial(text: str) -> bool:
    """Whether a link's text says where it leads, not what is there: `PDF`, `2007.10986`, an address, a picture."""
    if len(text) > LONGEST and text[0].isalpha() and text[-1].isalnum() and "<" not in text and "://" not in text:
        return text.startswith("www.")
    return _is_trivial(text)


@lru_cache(maxsize=8192)
def _is_trivial(text: str) -> bool:
    plain = fold(text)
    return not plain or plain in _TRIVIAL or bool(_ID.fullmatch(plain)) or plain.startswith(("http:", "https:", "www."))
