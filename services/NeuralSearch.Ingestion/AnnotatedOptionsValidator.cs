using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace NeuralSearch.Ingestion;

/// <summary>Checks options by their annotations and names the configuration path of what is wrong.</summary>
internal sealed class AnnotatedOptionsValidator<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        string[] failures =
        [
            .. results.Select(result => $"{section}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}"),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
