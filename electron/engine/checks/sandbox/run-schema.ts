import addFormats from "ajv-formats";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { JsonValue } from "../../../../shared/domain/check.ts";
import type { SchemaFault, SchemaFinding, SchemaTask } from "./messages.ts";

const keptSchemas = 100;
const mostFaults = 5;
/** As promptfoo: words the validator does not know are left alone, as JSON Schema asks for. */
const options = { strict: false, allErrors: true, logger: false, validateSchema: false } as const;
const compiledSchemas = new Map<string, ValidateFunction>();

/** Throws with words where the schema itself is wrong. */
export function runSchema({ schema, text }: SchemaTask): SchemaFinding {
  const validate = compiled(schema);
  if (text === null) return { valid: true, faults: [] };
  const valid = isValid(validate, JSON.parse(text));
  return { valid, faults: valid ? [] : (validate.errors ?? []).slice(0, mostFaults).map(faultOf) };
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
  const ajv = validatorFor(schema);
  if (ajv.validateSchema(schema) !== true) {
    const [first] = (ajv.errors ?? []).map(faultOf);
    throw new Error(`at ${first?.path || "the top"}: ${first?.message ?? "not a JSON Schema"}`);
  }
  const validate = ajv.compile(schema);
  if ("$async" in validate) throw new Error("at /$async: schemas that are evaluated asynchronously are not taken");
  if (compiledSchemas.size >= keptSchemas) compiledSchemas.clear();
  compiledSchemas.set(key, validate);
  return validate;
}

/** By the dialect the schema names; draft 7, the validator's own, where it names none. */
function validatorFor(schema: { [key: string]: JsonValue } | boolean): Ajv | Ajv2019 | Ajv2020 {
  const dialect = typeof schema === "object" ? schema["$schema"] : undefined;
  const named = typeof dialect === "string" ? dialect : "";
  const ajv = named.includes("2020-12")
    ? new Ajv2020(options)
    : named.includes("2019-09")
      ? new Ajv2019(options)
      : new Ajv(options);
  addFormats(ajv);
  return ajv;
}

/** The validator's messages leave out what was allowed or not expected; the person needs that word. */
function faultOf({ instancePath, message, params }: ErrorObject): SchemaFault {
  const detail: unknown = params["allowedValues"] ?? params["additionalProperty"] ?? params["allowedValue"];
  const said = message ?? "is not valid";
  return { path: instancePath, message: detail === undefined ? said : `${said}: ${JSON.stringify(detail)}` };
}
