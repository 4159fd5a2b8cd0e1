// What small networks are made of, in whole numbers: kernels.h has the arithmetic, words.h the forms of words that tables
// look up, layers.h tables of words and layers.
#pragma once

#include "network/kernels.h"
#include "network/layers.h"
#include "network/words.h"
