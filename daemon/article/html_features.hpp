// What is known of each block of a page, as numbers: what html_model.hpp judges by.
#pragma once

#include <string>
#include <vector>

#include "daemon/article/feature_table.hpp"
#include "daemon/article/html_blocks.hpp"
#include "daemon/article/html_data.hpp"

namespace vorleser {

// The block itself, what its page calls it, phrases in it, what stands around it and how others like it are.
// Linear in the page's size.
FeatureTable first_features(const HtmlPage& page, const HtmlData& data);

// What first judgements (one a block, 0 to 1) say of its neighbours and its likes. Linear in the page's size.
FeatureTable second_features(const HtmlPage& page, const std::vector<float>& judged);

// What the columns of both are called, in order.
std::vector<std::string> first_feature_names();
std::vector<std::string> second_feature_names();

}  // namespace vorleser
