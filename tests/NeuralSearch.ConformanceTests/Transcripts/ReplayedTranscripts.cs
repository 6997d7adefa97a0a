namespace NeuralSearch.ConformanceTests.Transcripts;

/// <summary>Which recordings this version serves in full, and why it does not serve the others.</summary>
internal static class ReplayedTranscripts
{
    /// <summary>Recordings in which every step must be answered as recorded, by area.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByArea = new Dictionary<string, string[]>
    {
        ["collections"] =
            ["create_exists_list_delete", "create_size_limits", "create_unnamed_params_missing_fields"],
        ["filters"] =
        [
            "datetime_range__datetime", "datetime_range__keyword", "datetime_range__noindex",
            "datetime_spellings__noindex", "empty_null__noindex", "geo__noindex", "json_paths", "match_any__keyword",
            "match_any__noindex", "match_except__noindex", "match_integer_bool__float", "match_integer_bool__keyword",
            "match_keyword__integer", "match_keyword__keyword", "match_text__keyword", "range__float",
            "values_count__integer", "values_count__keyword",
        ],
        ["query"] = ["defaults_and_payload_vectors"],
        ["reads"] =
        [
            "payload_selectors", "read_consistency", "scroll_empty_collection", "scroll_order_by_lookup_only_index",
            "scroll_paging",
        ],
        ["search"] = ["many_points_exact", "ties"],
        ["service"] = ["full_and_collection_snapshots"],
        ["text"] = ["match__noindex"],
        ["writes"] =
        [
            "delete_points", "duplicate_ids_in_batch", "ids_num_and_uuid", "shard_key_on_auto_sharding",
            "upsert_replaces_whole_point", "upsert_status_and_wait",
        ],
    };

    /// <summary>The other recordings (<c>area/name</c>, or a whole area) with the reason.</summary>
    public static readonly (string Reason, string[] Recordings)[] LeftOut =
    [
        ("RPCs that this version does not serve",
        [
            "aliases/*", "batch/*", "facet/*", "groups/*", "matrix/*", "payload/*", "vectors/*",
            "collections/cluster_rpcs_standalone", "collections/metadata", "collections/missing_collection_every_rpc",
            "collections/names_in_other_rpcs", "collections/update_config", "collections/update_named_vectors",
            "collections/vector_name_add_remove", "filters/with_search_and_count", "index/create_every_type",
            "query/nearest_*", "shards/order_by_groups_facets",
            "shards/search_over_shards", "writes/dimension_errors", "writes/empty_updates",
            "writes/operation_ids_and_versions", "writes/update_filter",
        ]),
        ("query variants, prefetches and orders that this version refuses",
        [
            "formula/*", "fusion/*", "connector/hybrid_search", "query/by_id_and_lookup", "query/discover", "query/mmr",
            "query/order_by", "query/recommend_*", "query/sample_shape", "reads/scroll_order_by",
            "shards/prefetch_and_fusion",
        ]),
        ("vectors, indexes and modes that this version refuses",
        [
            "multivector/*", "quantization/*", "sparse/*", "inference/*", "collections/create_datatypes",
            "collections/create_multivector", "collections/create_sparse_and_dense", "collections/strict_mode_*",
            "collections/vector_names", "connector/crud_named_vector", "connector/unnamed_vector_and_uuid_keys",
            "filters/has_id_has_vector", "filters/empty_null__geo", "filters/empty_null__text",
            "filters/geo_cases__indexed", "filters/match_keyword__text", "filters/match_text__text",
            "reads/vector_selectors", "text/index_params_invalid", "text/match__default", "text/match__multilingual",
            "text/match__prefix_min2_max4", "text/match__whitespace", "text/match__word", "text/match__word_*",
            "writes/datatype_uint8", "writes/multivector_validation", "writes/sparse_validation",
            "writes/vector_name_errors",
        ]),
        ("a field index must not change what a condition means; the recorded server's does",
        [
            "filters/empty_null__keyword", "filters/match_any__integer", "filters/match_except__keyword",
            "filters/match_integer_bool__integer", "filters/match_keyword__uuid", "filters/nested__indexed",
            "filters/range__integer", "filters/several_predicates_in_one_condition",
        ]),
        ("refused here, because the recorded server damages or drops what was sent",
            ["collections/create_empty_vectors_config", "filters/boolean_structure", "writes/nan_and_inf"]),
        ("tiny vectors are normalised here as any other", ["writes/cosine_normalisation"]),
        ("counts are exact here, estimates are recorded", ["reads/count"]),
        ("settings of the recorded server's storage that do not exist here",
        [
            "collections/create_named_vectors", "collections/create_without_vectors",
            "collections/get_defaults_unnamed", "collections/recreate_after_delete",
        ]),
        ("covered by a test of its own, which speaks reflection's protocol", ["service/reflection_and_unknown_rpcs"]),
        ("keys and access rights, which this version does not have", ["auth/*"]),
        ("three nodes", ["cluster/*"]),
    ];
}
