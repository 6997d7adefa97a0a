using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Batching;

public class RequestLaneTests
{
    [Fact]
    public void A_lane_takes_in_as_many_texts_as_it_may_and_the_rest_in_order_as_others_leave()
    {
        RequestLane lane = new(maxTexts: 2, maxTokens: 1000);
        EmbeddingRequest[] requests = [Request(1), Request(2), Request(3), Request(4)];
        foreach (EmbeddingRequest request in requests) lane.Add(request, timestamp: 0);
        bool[] before = Admitted(requests);

        lane.Remove([requests[0]], timestamp: 0);

        Assert.Equal([true, true, false, false], before);
        Assert.Equal([true, true, true, false], Admitted(requests));
        Assert.Equal([requests[1], requests[2]], lane.Requests);
    }

    [Fact]
    public void A_lane_takes_in_as_many_tokens_as_it_may_and_nobody_overtakes()
    {
        RequestLane lane = new(maxTexts: 100, maxTokens: 10);
        EmbeddingRequest[] requests = [Request(6), Request(5), Request(1)];

        foreach (EmbeddingRequest request in requests) lane.Add(request, timestamp: 0);

        Assert.Equal([true, false, false], Admitted(requests));
        Assert.Equal(6, lane.Tokens);
    }

    [Fact]
    public void An_empty_lane_takes_in_a_text_longer_than_its_bound()
    {
        RequestLane lane = new(maxTexts: 100, maxTokens: 10);
        EmbeddingRequest request = Request(256);

        lane.Add(request, timestamp: 0);

        Assert.True(request.Admission.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_text_that_leaves_from_outside_frees_no_room()
    {
        RequestLane lane = new(maxTexts: 1, maxTokens: 10);
        EmbeddingRequest[] requests = [Request(1), Request(2), Request(3)];
        foreach (EmbeddingRequest request in requests) lane.Add(request, timestamp: 0);

        lane.Remove([requests[1]], timestamp: 0);
        lane.Remove([requests[1]], timestamp: 0);

        Assert.Equal([true, false, false], Admitted(requests));
        Assert.Equal(1, lane.Tokens);
    }

    [Fact]
    public void Clearing_gives_back_what_was_inside_and_outside()
    {
        RequestLane lane = new(maxTexts: 1, maxTokens: 10);
        EmbeddingRequest[] requests = [Request(1), Request(2)];
        foreach (EmbeddingRequest request in requests) lane.Add(request, timestamp: 0);

        Assert.Equal(requests, lane.Clear());
        Assert.Null(lane.Oldest);
        Assert.Equal(0, lane.Tokens);
    }

    private static EmbeddingRequest Request(int tokens) =>
        new(new int[tokens], EmbeddingLane.Bulk, createdTimestamp: 0);

    private static bool[] Admitted(EmbeddingRequest[] requests) =>
        [.. requests.Select(request => request.Admission.IsCompleted)];
}
