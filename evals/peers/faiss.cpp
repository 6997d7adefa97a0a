// faiss' IndexHNSWFlat from Debian, which is compiled for every x86-64 (SSE): its kernels are not -march=native's.
// A search call allocates a visited table of all rows, so one call takes the whole batch, as faiss is meant to be used;
// there are no times of single queries therefore.
#include <faiss/Index.h>
#include <faiss/IndexHNSW.h>
#include <omp.h>

#include "peer.hpp"

namespace {

class Faiss : public peer::Engine {
  public:
    Faiss(const peer::Parameters &p, int dimensions, int)
        : index_(dimensions, p.m, p.inner_product ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2) {
        index_.hnsw.efConstruction = p.ef_construction;
        index_.hnsw.rng = faiss::RandomGenerator(p.seed);
    }

    void build(const peer::Rows &rows) override {
        omp_set_num_threads(1);
        index_.add(rows.count, rows.values.data());
    }

    void set_ef(int ef) override { index_.hnsw.efSearch = ef; }

    void search(const float *, int, int, int32_t *) override {}

    bool takes_batches() const override { return true; }

    void search_all(const peer::Rows &queries, int count, int k, int threads, int32_t *ids) override {
        omp_set_num_threads(threads);
        distances_.resize(static_cast<size_t>(count) * k);
        labels_.resize(distances_.size());
        index_.search(count, queries.values.data(), k, distances_.data(), labels_.data());
        std::copy(labels_.begin(), labels_.end(), ids);
    }

  private:
    faiss::IndexHNSWFlat index_;
    std::vector<float> distances_;
    std::vector<faiss::Index::idx_t> labels_;
};

} // namespace

int main(int argc, char **argv) {
    std::string introduction = "f32 faiss " + std::to_string(FAISS_VERSION_MAJOR) + '.' +
                               std::to_string(FAISS_VERSION_MINOR) + '.' + std::to_string(FAISS_VERSION_PATCH) +
                               ", Debian's build";
    return peer::run(argc, argv, introduction, [](const peer::Parameters &p, int d, int n) {
        return std::make_unique<Faiss>(p, d, n);
    });
}
