"""English words and their stems; what lunr.js 2.3.9 makes of each was asked of it once, and stands here."""

from __future__ import annotations

import pytest

from sitegen.search.stem import stem

STEMS = """
    a>a is>is as>as be>be us>us by>by my>my e>e ee>ee 3d>3d
    gas>ga bus>bu was>wa this>thi less>less loss>loss class>class classes>class biases>bias
    analyses>analys analysis>analysi
    caresses>caress ponies>poni ties>ti cats>cat networks>network images>imag
    survey>survey surveys>survey surveyed>survey key>key keys>key array>array arrays>array lay>lay laying>lay say>say
    delay>delay delays>delay delayed>delay try>tri tries>tri tried>tri trying>tri cry>cri cries>cri
    sky>ski why>whi fly>fli
    eye>ey eyes>ey dye>dye happy>happi neural>neural
    yes>ye year>year years>year yield>yield yielding>yield yed>yed yy>yy yyy>yyi
    feed>feed agreed>agre agree>agre plastered>plaster bled>bled motoring>motor sing>sing king>king thing>thing
    string>string used>us using>us ring>ring ed>ed ing>ing
    conflated>conflat troubled>troubl sized>size hopping>hop tanned>tan falling>fall hissing>hiss
    fizzed>fizz failing>fail filing>file learned>learn learning>learn training>train controlled>control imaging>imag
    model>model models>model modeling>model modelling>model modelled>model
    relational>relat conditional>condit rational>ration valenci>valenc digitizer>digit generalization>gener
    generalizations>gener organization>organ radically>radic differently>differ vilely>vile analogously>analog
    operator>oper feudalism>feudal decisiveness>decis hopefulness>hope callousness>callous formality>formal
    sensitivity>sensit sensibility>sensibl technology>technolog biology>biologi
    triplicate>triplic formative>form formalize>formal electricity>electr electrical>electr hopeful>hope goodness>good
    revival>reviv allowance>allow inference>infer airliner>airlin gyroscopic>gyroscop adjustable>adjust
    defensible>defens irritant>irrit replacement>replac adjustment>adjust dependent>depend adoption>adopt
    homologou>homolog communism>commun activate>activ angularity>angular homologous>homolog effective>effect
    bowdlerize>bowdler agreement>agreement adversarial>adversari convolutional>convolut segmentation>segment
    detection>detect attention>attent vision>vision version>version region>region ion>ion tion>tion ation>ation
    probate>probat rate>rate ate>at cease>ceas controll>control roll>roll tell>tell
    schrodinger>schroding resnet50>resnet50 2007.10986>2007.10986 math/0309136>math/0309136 cs.cv>cs.cv cs.ms>cs.m
    größe>größe naïve>naïv
"""


@pytest.mark.parametrize(("word", "root"), [pair.split(">") for pair in STEMS.split()])
def test_the_stem_of_a_word_is_that_of_lunr_js(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize("word", ["", "s", "y", "ed", "ly", "as", "ss"])
def test_a_word_of_less_than_three_letters_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    "forms",
    [
        "network networks networked networking",
        "detect detects detected detecting detection detections",
        "generalize generalizes generalized generalization generalizations",
        "survey surveys surveyed surveying",
        "study studies studied",
    ],
)
def test_the_forms_of_a_word_are_found_by_one_another(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


def test_words_that_mean_different_things_keep_different_stems() -> None:
    assert len({stem(word) for word in "image video network transformer diffusion segmentation".split()}) == 6
