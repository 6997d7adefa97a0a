// hnswlib 0.8.0 (the headers inside npm hnswlib-node 3.0.0), as its own examples use it: one addPoint a row, searchKnn.
#include "hnswlib.h"
#include "peer.hpp"

namespace {

class Allowed : public hnswlib::BaseFilterFunctor {
  public:
    explicit Allowed(const peer::Filter &filter) : filter_(filter) {}
    bool operator()(hnswlib::labeltype row) override { return filter_(row); }

  private:
    peer::Filter filter_;
};

class Hnswlib : public peer::Engine {
  public:
    Hnswlib(const peer::Parameters &p, int dimensions, int count) {
        if (p.inner_product) space_ = std::make_unique<hnswlib::InnerProductSpace>(dimensions);
        else space_ = std::make_unique<hnswlib::L2Space>(dimensions);
        parameters_ = p;
        count_ = count;
    }

    void build(const peer::Rows &rows) override {
        index_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(
            space_.get(), count_, parameters_.m, parameters_.ef_construction, parameters_.seed);
        for (int i = 0; i < rows.count; i++) index_->addPoint(rows.row(i), i);
    }

    void insert(const peer::Rows &rows, int first, int last) override {
        for (int i = first; i < last; i++) index_->addPoint(rows.row(i), i);
    }

    void set_ef(int ef) override { index_->setEf(ef); }

    void search(const float *query, int k, int, int32_t *ids) override { write(index_->searchKnn(query, k), ids); }

    void search(const float *query, int k, int, const peer::Filter &filter, int32_t *ids) override {
        Allowed allowed(filter);
        write(index_->searchKnn(query, k, &allowed), ids);
    }

  private:
    template <typename Queue> static void write(Queue found, int32_t *ids) {
        for (size_t i = found.size(); i-- > 0; found.pop()) ids[i] = static_cast<int32_t>(found.top().second);
    }

    std::unique_ptr<hnswlib::SpaceInterface<float>> space_;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
    peer::Parameters parameters_{};
    int count_ = 0;
};

} // namespace

int main(int argc, char **argv) {
    return peer::run(argc, argv, "f32 hnswlib 0.8.0", [](const peer::Parameters &p, int d, int n) {
        return std::make_unique<Hnswlib>(p, d, n);
    });
}
