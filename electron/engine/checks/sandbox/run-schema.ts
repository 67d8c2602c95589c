import addFormats from "ajv-formats";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { JsonValue } from "../../../../shared/domain/check.ts";
import type { SchemaFault, SchemaFinding, SchemaTask } from "./sandbox-messages.ts";

const keptSchemas = 100;
const MAX_FAULTS = 5;
/** As promptfoo: words the validator does not know are left alone, as JSON Schema asks for. */
const options = { strict: false, allErrors: true, logger: false, validateSchema: false } as const;
const compiledSchemas = new Map<string, ValidateFunction>();

/** Throws with words where the schema itself is wrong. */
export function runSchema({ schema, text }: SchemaTask): SchemaFinding {
  const validate = compiled(schema);
  if (text === null) return { valid: true, faults: [] };
  const valid = isValid(validate, JSON.parse(text));
  return { valid, faults: valid ? [] : (validate.errors ?? []).slice(0, MAX_FAULTS).map(faultOf) };
}

function isValid(validate: ValidateFunction, value: unknown): boolean {
  try {
    return validate(value);
  } catch (error) {
    if (error instanceof RangeError)
      throw new Error("the schema refers to itself without end, or the JSON nests too deep", { cause: error });
    throw error;
  }
}

function compiled(schema: JsonValue): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = compiledSchemas.get(key);
  if (known) return known;
  if (schema === null || Array.isArray(schema) || (typeof schema !== "object" && typeof schema !== "boolean")) {
    throw new Error("a JSON Schema is an object, true or false");
  }
  // One validator for each schema: two schemas may give themselves the same $id.
  const { ajv, schema: read } = validatorFor(schema);
  if (ajv.validateSchema(read) !== true) {
    const [first] = (ajv.errors ?? []).map(faultOf);
    throw new Error(`at ${first?.path || "the top"}: ${first?.message ?? "not a JSON Schema"}`);
  }
  const validate = ajv.compile(read);
  if ("$async" in validate) throw new Error("at /$async: schemas that are evaluated asynchronously are not taken");
  if (compiledSchemas.size >= keptSchemas) compiledSchemas.clear();
  compiledSchemas.set(key, validate);
  return validate;
}

type Schema = { [key: string]: JsonValue } | boolean;

/** By the dialect the schema names, by http or https; draft 7, the validator's own, where it names none. */
function validatorFor(schema: Schema): { ajv: Ajv | Ajv2019 | Ajv2020; schema: Schema } {
  const { $schema: dialect, ...rest } = typeof schema === "object" ? schema : {};
  const named =
    typeof dialect === "string" ? /^https?:\/\/json-schema\.org\/(.+?)\/schema#?$/.exec(dialect)?.[1] : undefined;
  const unnamed = typeof schema === "object" ? rest : schema;
  const formats = <T extends Ajv | Ajv2019 | Ajv2020>(ajv: T): T => {
    addFormats(ajv);
    return ajv;
  };
  switch (named) {
    case "draft/2020-12":
      return { ajv: formats(new Ajv2020(options)), schema: unnamed };
    case "draft/2019-09":
      return { ajv: formats(new Ajv2019(options)), schema: unnamed };
    case "draft-04":
      return { ajv: formats(new Ajv(options)), schema: fromDraft4(unnamed) };
    case "draft-06":
    case "draft-07":
      // Draft 7 only adds words to draft 6.
      return { ajv: formats(new Ajv(options)), schema: unnamed };
    default:
      // One that is not known is refused by its name.
      return { ajv: formats(new Ajv(options)), schema };
  }
}

const oneSchema = ["additionalProperties", "additionalItems", "items", "not"];
const listOfSchemas = ["allOf", "anyOf", "oneOf", "items"];
const mapOfSchemas = ["properties", "patternProperties", "definitions", "dependencies"];

/**
 * What changed from draft 4 to 6: `id` is `$id`, and exclusive limits are numbers of their own. Source: "JSON Schema Draft
 * 6 Migration FAQ", json-schema.org. Only where a schema can stand: a property may be called `id`.
 */
function fromDraft4(schema: JsonValue): Schema {
  if (typeof schema === "boolean") return schema;
  if (!isObject(schema)) return {};
  const made: { [key: string]: JsonValue } = {};
  for (const [word, value] of Object.entries(schema)) {
    if (word === "id" && typeof value === "string") made["$id"] = value;
    else if (isObject(value) && mapOfSchemas.includes(word)) {
      made[word] = Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, isObject(one) ? fromDraft4(one) : one]),
      );
    } else if (Array.isArray(value) && listOfSchemas.includes(word)) made[word] = value.map((one) => fromDraft4(one));
    else if (isObject(value) && oneSchema.includes(word)) made[word] = fromDraft4(value);
    else made[word] = value;
  }
  for (const [exclusive, limit] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof made[exclusive] !== "boolean") continue;
    const bound = made[limit];
    if (made[exclusive] && bound !== undefined) {
      made[exclusive] = bound;
      delete made[limit];
    } else delete made[exclusive];
  }
  return made;
}

function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The validator's messages leave out what was allowed or not expected; the person needs that word. */
function faultOf({ instancePath, message, params }: ErrorObject): SchemaFault {
  const detail: unknown = params["allowedValues"] ?? params["additionalProperty"] ?? params["allowedValue"];
  const said = message ?? "is not valid";
  return { path: instancePath, message: detail === undefined ? said : `${said}: ${JSON.stringify(detail)}` };
}
