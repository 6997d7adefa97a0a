using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Http.Filters;

/// <summary>The three geographic predicates → their messages. Degrees; radius in metres.</summary>
internal static class GeoJson
{
    // A ring is closed: a triangle has four points, the last of which is the first.
    private const int MinRingPoints = 4;

    public static GeoBoundingBox BoundingBox(JsonCursor json) => !json.IsObject("top_left", "bottom_right")
        ? new GeoBoundingBox()
        : new GeoBoundingBox
        {
            TopLeft = json.Required("top_left") is { } topLeft ? Point(topLeft) : null,
            BottomRight = json.Required("bottom_right") is { } bottomRight ? Point(bottomRight) : null,
        };

    public static GeoRadius Radius(JsonCursor json)
    {
        var area = new GeoRadius();
        if (!json.IsObject("center", "radius")) return area;

        if (json.Required("center") is { } center) area.Center = Point(center);
        if (json.Required("radius") is { } radius && radius.Number() is { } metres)
        {
            if (metres is < 0 or > float.MaxValue) radius.Fail($"must be metres, 0 or more, is {radius.Shown}");
            else area.Radius = (float)metres;
        }

        return area;
    }

    public static GeoPolygon Polygon(JsonCursor json)
    {
        var polygon = new GeoPolygon();
        if (!json.IsObject("exterior", "interiors")) return polygon;

        if (json.Required("exterior") is { } exterior) polygon.Exterior = Ring(exterior);
        if (json.Member("interiors") is { } interiors) polygon.Interiors.AddRange(interiors.Items().Select(Ring));
        return polygon;
    }

    private static GeoLineString Ring(JsonCursor json)
    {
        var ring = new GeoLineString();
        if (!json.IsObject("points") || json.Required("points") is not { } points) return ring;

        ring.Points.AddRange(points.Items().Select(Point));
        if (ring.Points.Count < MinRingPoints || !ring.Points[0].Equals(ring.Points[^1]))
            points.Fail($"must be a closed ring of {MinRingPoints} points or more, the last of which equals the first");
        return ring;
    }

    private static GeoPoint Point(JsonCursor json)
    {
        var point = new GeoPoint();
        if (!json.IsObject("lon", "lat")) return point;

        point.Lon = Degrees(json.Required("lon"), 180);
        point.Lat = Degrees(json.Required("lat"), 90);
        return point;
    }

    private static double Degrees(JsonCursor? json, int limit)
    {
        if (json is not { } at || at.Number() is not { } degrees) return 0;
        if (Math.Abs(degrees) > limit) at.Fail($"must be {-limit} to {limit} degrees, is {at.Shown}");
        return degrees;
    }
}
