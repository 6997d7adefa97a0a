using System.Globalization;
using System.Net;
using System.Text;

namespace NeuralSearch.Notebooks.Library;

/// <summary>Rows of values as an HTML table, which every viewer of notebooks shows: pass it to <c>HTML</c>.</summary>
public static class Table
{
    /// <summary>A column for each property of the rows; numbers to the right.</summary>
    /// <typeparam name="T">An anonymous type or a record; the names of its properties are the headings.</typeparam>
    public static string Of<T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var properties = typeof(T).GetProperties();
        var html = new StringBuilder("<table>\n<thead><tr>");
        foreach (var property in properties) html.Append(Cell("th", property.Name.Replace('_', ' '), property.PropertyType));
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (T row in rows)
        {
            html.Append("<tr>");
            foreach (var property in properties)
                html.Append(Cell("td", Text(property.GetValue(row)), property.PropertyType));
            html.Append("</tr>\n");
        }

        return html.Append("</tbody>\n</table>").ToString();
    }

    private static string Cell(string tag, string text, Type type)
    {
        string align = IsNumber(Nullable.GetUnderlyingType(type) ?? type) ? "right" : "left";
        return $"<{tag} style=\"text-align: {align}\">{WebUtility.HtmlEncode(text)}</{tag}>";
    }

    private static bool IsNumber(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(float) || type == typeof(double);

    /// <summary>Numbers as a reader wants them: large ones in groups, small ones with three places.</summary>
    private static string Text(object? value) => value switch
    {
        null => "–",
        double number => number.ToString(Math.Abs(number) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture),
        float number => number.ToString("0.###", CultureInfo.InvariantCulture),
        int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture) is var whole and (> -10_000 and < 10_000)
            ? whole.ToString(CultureInfo.InvariantCulture) // a year is no amount
            : string.Create(CultureInfo.InvariantCulture, $"{value:N0}"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
