// usearch with the kernels that it brings along (NumKong), for the instruction set of -march=native: the package builds
// them as a library for every instruction set, which takes minutes; here two of them are handed over as the user-defined
// metrics of its documented API. They add up in double. Its level generator takes no seed. Look-ups by key are left out,
// as its documentation advises where only add and search are needed.
#include <numkong/numkong.h>
#include <usearch/index_dense.hpp>

#include "peer.hpp"

namespace {

namespace us = unum::usearch;
using Index = us::index_dense_gt<uint64_t, uint32_t>;

us::distance_punned_t inner_product(const float *a, const float *b, size_t d) {
    nk_f64_t sum;
    nk_dot_f32(a, b, d, &sum);
    return static_cast<us::distance_punned_t>(1 - sum);
}

us::distance_punned_t euclid(const float *a, const float *b, size_t d) {
    nk_f64_t sum;
    nk_sqeuclidean_f32(a, b, d, &sum);
    return static_cast<us::distance_punned_t>(sum);
}

us::metric_punned_t metric_of(bool is_inner_product, size_t dimensions) {
    return us::metric_punned_t::stateless(
        dimensions, reinterpret_cast<std::uintptr_t>(is_inner_product ? &inner_product : &euclid),
        us::metric_punned_signature_t::array_array_size_k,
        is_inner_product ? us::metric_kind_t::ip_k : us::metric_kind_t::l2sq_k, us::scalar_kind_t::f32_k);
}

class Usearch : public peer::Engine {
  public:
    Usearch(const peer::Parameters &p, int dimensions, int count)
        : metric_(metric_of(p.inner_product, static_cast<size_t>(dimensions))), parameters_(p), count_(count) {}

    void build(const peer::Rows &rows) override {
        us::index_dense_config_t config(parameters_.m, parameters_.ef_construction, 64);
        config.enable_key_lookups = false;
        auto made = Index::make(metric_, config);
        check(made.error);
        index_ = std::move(made.index);
        size_t threads = std::max(2u, std::thread::hardware_concurrency());
        if (!index_.try_reserve(us::index_limits_t(count_, threads)))
            throw std::runtime_error("usearch could not reserve memory");
        for (int i = 0; i < rows.count; i++) {
            auto added = index_.add(static_cast<uint64_t>(i), rows.row(i), 0);
            check(added.error);
        }
    }

    void set_ef(int ef) override { index_.change_expansion_search(ef); }

    void search(const float *query, int k, int thread, int32_t *ids) override {
        write(index_.search(query, k, thread), ids);
    }

    void search(const float *query, int k, int thread, const peer::Filter &filter, int32_t *ids) override {
        write(index_.filtered_search(query, k, filter, thread), ids);
    }

  private:
    template <typename Found> static void write(Found found, int32_t *ids) {
        check(found.error);
        for (size_t i = 0; i < found.size(); i++) ids[i] = static_cast<int32_t>(found[i].member.key);
    }

    template <typename Error> static void check(Error &error) {
        if (!error) return;
        std::string message = error.what();
        error.release();
        throw std::runtime_error("usearch: " + message);
    }

    us::metric_punned_t metric_;
    peer::Parameters parameters_;
    int count_;
    Index index_;
};

} // namespace

int main(int argc, char **argv) {
    return peer::run(argc, argv, "f32 usearch " PEER_VERSION ", NumKong kernels", [](const peer::Parameters &p, int d, int n) {
        return std::make_unique<Usearch>(p, d, n);
    });
}
