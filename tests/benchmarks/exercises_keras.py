"""The document's Keras programs: `exercises_keras.py NAME FILE EPOCHS BATCH`; prints a JSON line.

Run in TensorFlow's own environment. Repaired so far that they run and do the work of ours: the same layers, sizes,
inputs, loss and batch; compile and fit as in the document, Adam as it comes. Moving the digits about and drawing false
pairs are layers, inside the graph, where TensorFlow is fastest. Nothing is printed while it learns (verbose=0).
"""

import json
import os
import sys
import time
from typing import Any

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SHIFT = 2
WIDTH = 64
SIZE, NEGATIVES, SHRINK_PAIRS = 32, 4, 0.005
UNITS, VALIDATION = 50, 8


class Clock(keras.callbacks.Callback):
    """Notes the seconds of each epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.durations: list[float] = []

    def on_epoch_begin(self, *_: Any) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, *_: Any) -> None:
        self.durations.append(time.perf_counter() - self.began)


class Shifted(layers.Layer):
    """Moves images (B, 28, 28, 1) by up to two pixels while it learns: one gather."""

    def call(self, x: Any, training: bool = False) -> Any:
        if not training:
            return x
        wide = 28 + 2 * SHIFT
        padded = tf.reshape(tf.pad(x, [[0, 0], [SHIFT] * 2, [SHIFT] * 2, [0, 0]]), (-1, wide * wide))
        down, right = tf.unstack(tf.random.uniform((2, tf.shape(x)[0]), maxval=2 * SHIFT + 1, dtype=tf.int32))
        lines = tf.range(28)
        pixels = tf.reshape(lines[:, None] * wide + lines, (-1,))
        moved = tf.gather(padded, (down * wide + right)[:, None] + pixels, batch_dims=1)
        return tf.reshape(moved, (-1, 28, 28, 1))


def cnn(data: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    """Return the document's 000-C01: model, what it learns from, and how it is judged (accuracy)."""
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            Shifted(),
            layers.Conv2D(32, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    x, x_test = (data[part].transpose(0, 2, 3, 1) for part in ("train0", "test0"))
    y = keras.utils.to_categorical(data["train1"], 10)

    def judge() -> float:
        return float((model.predict(x_test, verbose=0).argmax(1) == data["test1"]).mean())

    return model, x, y, judge


class Pooled(layers.Layer):
    """The largest and the mean state (B, T, 128) of the spans (B, T, 8) that hold text: (B, 256)."""

    def call(self, both: Any) -> Any:
        states, spans = both
        there = tf.reduce_any(spans > 0, axis=2, keepdims=True)
        counted = tf.cast(there, states.dtype)
        mean = tf.reduce_sum(states * counted, 1) / tf.reduce_sum(counted, 1)
        return tf.concat([tf.reduce_max(tf.where(there, states, -1.0), 1), mean], 1)


def text(data: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    """Return 000-C02 in the form of our `text`: spans, both directions, two ways of pooling; judged by accuracy."""
    spans = keras.Input(data["train0"].shape[1:], dtype="int32")
    vectors = layers.Embedding(int(data["ids"]), WIDTH)
    read = layers.SpatialDropout1D(0.3)(layers.Lambda(lambda x: tf.reduce_sum(x, 2))(vectors(spans)))
    states = layers.Bidirectional(layers.LSTM(units=WIDTH, return_sequences=True))(layers.Dropout(0.5)(read))
    pooled = layers.Dropout(0.5)(Pooled()([states, spans]))
    model = keras.Model(spans, layers.Dense(units=1, activation="sigmoid")(pooled))
    weights = np.zeros((int(data["ids"]), WIDTH), "float32")  # as ours begins: pairs, and padding, say nothing
    weights[1 : int(data["characters"])] = np.random.default_rng(0).normal(0, 0.1, (int(data["characters"]) - 1, WIDTH))
    vectors.set_weights([weights])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    x, x_test = (data[part].astype("int32") for part in ("train0", "test0"))

    def judge() -> float:
        return float(((model.predict(x_test, verbose=0)[:, 0] > 0.5) == (data["test1"] > 0)).mean())

    return model, x, data["train1"].astype("float32"), judge


class Drawn(layers.Layer):
    """Puts false items behind the true one: (B,) -> (B, 1 + NEGATIVES)."""

    def __init__(self, items: int) -> None:
        super().__init__()
        self.items = items

    def call(self, item: Any) -> Any:
        drawn = tf.random.uniform((tf.shape(item)[0], NEGATIVES), maxval=self.items, dtype=tf.int32)
        return tf.concat([item[:, None], drawn], axis=1)


class Short(layers.Layer):
    """Makes long vectors cost something."""

    def call(self, vectors: Any) -> Any:
        u, i = vectors
        self.add_loss(SHRINK_PAIRS * sum(tf.reduce_mean(tf.reduce_sum(tf.square(v), 2)) for v in (u, i)))
        return vectors


def recommender(data: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    """Return 000-C04: embeddings of users and items and their product; judged by AUC on unseen pairs."""
    users, items = int(data["users"]), int(data["items"])
    user, item = (keras.Input((), dtype="int32") for _ in range(2))
    all_items = Drawn(items)(item)
    spread = keras.initializers.RandomNormal(stddev=0.02)
    of_user, of_item = (layers.Embedding(n, SIZE, embeddings_initializer=spread) for n in (users, items))
    user_bias, item_bias = (layers.Embedding(n, 1, embeddings_initializer="zeros") for n in (users, items))
    u, i = Short()([of_user(user[:, None]), of_item(all_items)])
    product = layers.Dot(axes=2)([i, u])  # (B, 1 + NEGATIVES, 1)
    liking = layers.Reshape((1 + NEGATIVES,))(product + user_bias(user[:, None]) + item_bias(all_items))
    model = keras.Model([user, item], liking)

    def loss(_true: Any, liking: Any) -> Any:
        return -tf.math.log_sigmoid(liking[:, 0]) - tf.reduce_mean(tf.math.log_sigmoid(-liking[:, 1:]), 1)

    model.compile(optimizer="adam", loss=loss)

    def judge() -> float:
        tables = [layer.get_weights()[0] for layer in (of_user, of_item, user_bias, item_bias)]
        liked = tables[0] @ tables[1].T + tables[2] + tables[3].T
        occurred = np.zeros((users, items), bool)
        for part in ("train", "test"):
            occurred[data[f"{part}0"], data[f"{part}1"]] = True
        at, own = data["test0"], liked[data["test0"], data["test1"]][:, None]
        above = (liked[at] > own) + 0.5 * (liked[at] == own)
        return float(1 - ((above * ~occurred[at]).sum(1) / (~occurred[at]).sum(1)).mean())

    x = [data["train0"].astype("int32"), data["train1"].astype("int32")]
    return model, x, np.zeros((len(x[0]), 1), "float32"), judge


class Changes(layers.Layer):
    """Makes of temperatures (B, 24) their level and their change: (B, 24, 2)."""

    def __init__(self, x: Any) -> None:
        super().__init__()
        self.middle, self.spread, self.usual = float(x.mean()), float(x.std()), float(np.diff(x).std())

    def call(self, x: Any) -> Any:
        change = tf.pad((x[:, 1:] - x[:, :-1]) / self.usual, [[0, 0], [1, 0]])
        return tf.stack([(x - self.middle) / self.spread, change], axis=2)


def timeseries(data: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    """Return 000-C05: two LSTM layers of 50; judged by the root of the mean squared error (°F)."""
    kept = len(data["train0"]) - len(data["train0"]) // VALIDATION
    x, y = data["train0"][:kept], data["train1"][:kept]
    temperatures = keras.Input((x.shape[1],))
    changes = Changes(x)
    hidden = layers.LSTM(units=UNITS, return_sequences=True)(changes(temperatures))
    change = layers.Dense(units=1)(layers.LSTM(units=UNITS, return_sequences=False)(hidden))
    model = keras.Model(temperatures, temperatures[:, -1:] + changes.usual * change)
    model.compile(optimizer="adam", loss="mean_squared_error")

    def judge() -> float:
        error = model.predict(data["test0"], verbose=0)[:, 0] - data["test1"]
        return float(np.sqrt(np.square(error).mean()))

    return model, x, y, judge


PROGRAMS = {"cnn": cnn, "text": text, "recommender": recommender, "timeseries": timeseries}


def main() -> None:
    name, file, epochs, batch = sys.argv[1:]
    keras.utils.set_random_seed(0)
    model, x, y, judge = PROGRAMS[name](dict(np.load(file)))
    clock = Clock()
    model.fit(x, y, epochs=int(epochs), batch_size=int(batch), callbacks=[clock], verbose=0)
    first, *later = clock.durations
    rate = len(later) * len(y) / sum(later)
    print(json.dumps({"samples_per_s": rate, "first_s": first, "quality": judge()}))


if __name__ == "__main__":
    main()
