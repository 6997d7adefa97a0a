// Validates JSON documents. In: {"schema": path, "documents": [{"definition": name or null, "value": …}]} on standard
// input. Out: one list of sentences per document, empty where it is valid.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import Ajv2019 from "ajv/dist/2019.js";
import Ajv2020 from "ajv/dist/2020.js";

const { schema: path, documents } = JSON.parse(readFileSync(0, "utf8"));
const schema = JSON.parse(readFileSync(path, "utf8"));
const draft = schema.$schema ?? "";
const Validator = draft.includes("2019-09") ? Ajv2019 : draft.includes("draft-07") ? Ajv : Ajv2020;
// Formats such as "duration" and "ports" are Compose's own; what they mean is checked elsewhere.
const validator = new Validator({ strict: false, allErrors: true, validateFormats: false });
// Draft 4's "id" only repeats where a definition stands; and the name of the draft is spelt in several ways.
validator.removeKeyword("id");
const { $schema: _, ...root } = schema;
validator.addSchema({ ...root, $id: "file:///root.json" });

const explain = ({ instancePath, message, params }) =>
  `${instancePath || "/"} ${message}${params.additionalProperty ? `: ${params.additionalProperty}` : ""}`;

console.log(JSON.stringify(documents.map(({ definition, value }) => {
  const validate = validator.getSchema(`file:///root.json${definition ? `#/$defs/${definition}` : ""}`);
  if (!validate) return [`The schema has no definition '${definition}'.`];
  return validate(value) ? [] : validate.errors.map(explain);
})));
