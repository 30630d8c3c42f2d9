// What is known of a page's blocks or lines, as numbers.
#pragma once

#include <cstddef>
#include <vector>

namespace vorleser {

// Rows of equal length, one a block or line.
struct FeatureTable {
    std::size_t columns = 0;
    std::vector<float> values;
    const float* row(std::size_t block) const { return values.data() + block * columns; }
};

}  // namespace vorleser
