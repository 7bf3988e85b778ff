"""A deck with one note of every kind, in both languages."""

DECK = """\
title: {en: A mixed deck, zh: 混合卡组}
notes:
  - id: basic
    q: {en: What is paid once?, zh: 什么只付一次？}
    a: {en: Training, zh: 训练}
    why: {en: Inference recurs., zh: 推理会反复付费。}
  - id: gap
    cloze: {en: "F1 is the {{harmonic mean}}.", zh: "F1 是{{调和平均}}。"}
  - id: pick
    q: {en: Which share was found?, zh: 找到的比例叫什么？}
    choices: {en: [precision, recall, AUC], zh: [精确率, 召回率, 曲线下面积]}
    answer: 2
  - id: name
    q: {en: What turns a vector?, zh: 什么旋转向量？}
    accept: {en: [rotary embedding], zh: [旋转编码]}
  - id: seq
    q: {en: What comes first?, zh: 先做什么？}
    order: {en: [collect, clean, train], zh: [采集, 清洗, 训练]}
  - id: num
    q: {en: Recall of 30 in 50?, zh: 50 个里找到 30 个，召回率是多少？}
    number: {value: 0.60, tolerance: 0.005}
"""
