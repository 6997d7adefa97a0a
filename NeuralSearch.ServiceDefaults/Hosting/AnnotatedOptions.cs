using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>Checks of options by their annotations, with messages that name the configuration path.</summary>
public static class AnnotatedOptions
{
    /// <summary>Adds the check.</summary>
    /// <param name="builder">The options.</param>
    /// <param name="section">Where they stand in the configuration.</param>
    public static OptionsBuilder<TOptions> ValidateAnnotations<TOptions>(
        this OptionsBuilder<TOptions> builder, string section)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(new Validator<TOptions>(section));
        return builder;
    }

    private sealed class Validator<TOptions>(string section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            List<ValidationResult> results = [];
            Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
            string[] failures = [.. results.Select(result => Describe(options, result))];
            return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }

        private string Describe(TOptions options, ValidationResult result)
        {
            if (result.MemberNames.FirstOrDefault() is not { } member) return $"{section}: {result.ErrorMessage}";
            object? value = typeof(TOptions).GetProperty(member)?.GetValue(options);
            return FormattableString.Invariant($"{section}:{member} is '{value}': {result.ErrorMessage}");
        }
    }
}
