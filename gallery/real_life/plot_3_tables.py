"""
Train on a table and put predictions back
=========================================

You will turn a pandas table with gaps, names and dates into tensors, and bring predictions back to the right rows.
"""

# %%
# Fill the gaps
# -------------
#
# A tensor has no missing values, only ``nan``, and a single one makes a whole mean or loss ``nan``.
# So decide in pandas what stands in its place, before anything is converted.

# sphinx_gallery_thumbnail_path = "../gallery/real_life/tables.svg"
import io

import numpy as np
import pandas as pd
import torch

file = io.StringIO("""city,area,rooms,garden,sold,price
Oslo,50,2,True,2026-01-05,310
Bern,80,,False,2026-01-07,
Oslo,120,4,True,2026-01-10,760
Bern,60,3,True,2026-01-12,400
""")
table = pd.read_csv(file, parse_dates=["sold"])
before = torch.tensor(table["rooms"].to_numpy()).mean().item()
table["rooms"] = table["rooms"].fillna(table["rooms"].median())
after = torch.tensor(table["rooms"].to_numpy()).mean().item()
print("mean number of rooms:", before, "with the gap,", after, "without")
assert np.isnan(before)
assert after == 3.0

# %%
# Take the numbers as a copy
# --------------------------
#
# Of numbers beside a bool column pandas makes ``object``, and models want ``float32``, so name the dtype.
# Say ``copy=True`` too, since a table of that very dtype may hand out a read-only view of itself.

columns = ["area", "rooms", "garden"]
print("without a name:", table[columns].to_numpy().dtype)
features = torch.from_numpy(table[columns].to_numpy(dtype="float32", copy=True))
features[:, 0] /= 100
print("tensor:", features[:, 0], " table:", table["area"].tolist())
assert table[columns].to_numpy().dtype == object
assert features.dtype == torch.float32
assert table["area"].tolist() == [50, 80, 120, 60]

singles = table[["area"]].astype("float32")
view = singles.to_numpy(dtype="float32")
shared = np.shares_memory(view, singles["area"])
print("without copy=True, shared:", shared, " writable:", view.flags.writeable)
assert (shared, view.flags.writeable) == (True, False)

# %%
# Number the names and dates
# --------------------------
#
# Neither strings nor dates have a dtype in PyTorch, but both can be turned into numbers.
# A categorical column keeps a code beside each name; of dates take a difference, and name its unit.

try:
    torch.from_numpy(table["sold"].to_numpy(copy=True))
    raise AssertionError("dates became a tensor")
except TypeError as error:
    print("TypeError:", str(error).split(". ")[0])
city = table["city"].astype("category")
codes = torch.from_numpy(city.cat.codes.to_numpy(dtype="int64", copy=True))
days = (table["sold"] - table["sold"].min()) / pd.Timedelta(days=1)
days = torch.from_numpy(days.to_numpy(dtype="float32", copy=True))
print("codes:", codes.tolist(), "of", city.cat.categories.tolist(), " days:", days.tolist())
assert city.cat.categories[codes.numpy()].tolist() == table["city"].tolist()
assert days.tolist() == [0.0, 2.0, 5.0, 7.0]

# %%
# Train on some of the rows
# -------------------------
#
# Only rows with a price can be learnt from, and a tensor knows rows by their place, not by the labels of the table.
# So make one mask in pandas and use it on both sides.

known = table["price"].notna()
mask = torch.from_numpy(known.to_numpy(copy=True))
price = torch.from_numpy(table.loc[known, "price"].to_numpy(dtype="float32", copy=True))
weights = torch.linalg.lstsq(features[mask], price[:, None]).solution
predicted = (features @ weights).flatten()
print("price:", price.tolist(), " predicted:", predicted.round().tolist())
assert torch.allclose(predicted[mask], price, atol=0.1)

# %%
# Put the predictions back
# ------------------------
#
# A new Series has labels of its own, by which pandas lines it up: here one value goes astray and another is lost.
# An array goes by its place, and the column is a copy: later writes to the tensor do not reach the table.

result = predicted[mask].round()
table.loc[known, "by place"] = result.numpy()
table.loc[known, "by label"] = pd.Series(result.numpy())
result.zero_()
print(table[["price", "by place", "by label"]])
assert table.loc[known, "by place"].tolist() == [310, 760, 400]
assert np.isnan(table.loc[3, "by label"])

# %%
# What to remember
# ----------------
#
# - Missing values become ``nan``: :claim:`libraries.missing-integers-become-nan`.
# - Name the dtype of a mixed table: :claim:`libraries.mixed-columns-meet-in-one-dtype`.
# - Ask for the copy as well: :claim:`libraries.to-numpy-copies-on-request`.
# - Dates and names become numbers: :claim:`dtypes.dates-raise`, :claim:`dtypes.strings-become-codes`.
# - A column made of a tensor's array is a copy: :claim:`libraries.series-copies-unless-told`.
