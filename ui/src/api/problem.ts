// What can come instead of an answer. Every refusal of the API is a problem document (RFC 9457).

const TYPE = "urn:bonsens:problem:";

export interface Fault {
  field: string;
  reason: string;
}

/** A request that the server answered with a problem. */
export class Refused extends Error {
  constructor(
    /** The last part of the type, such as `edit-conflict`; decide by this. */
    readonly kind: string,
    readonly status: number,
    readonly detail: string,
    readonly requestId: string | null,
    /** The whole document, for the members that this type has. */
    readonly problem: Readonly<Record<string, unknown>>,
    /** Seconds to wait, where the server says so. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = "Refused";
  }

  get faults(): Fault[] {
    const errors = this.problem["errors"];
    return Array.isArray(errors) ? (errors as Fault[]) : [];
  }
}

/** A request that got no answer. */
export class Unreached extends Error {
  constructor() {
    super("unreached");
    this.name = "Unreached";
  }
}

export function refusalOf(response: Response, body: unknown): Refused {
  const problem = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const type = String(problem["type"] ?? "");
  const kind = type.startsWith(TYPE) ? type.slice(TYPE.length) : `status-${response.status}`;
  const retry = Number(response.headers.get("retry-after"));
  return new Refused(
    kind,
    response.status,
    String(problem["detail"] ?? ""),
    (problem["request_id"] as string | null | undefined) ?? response.headers.get("x-request-id"),
    problem,
    Number.isFinite(retry) && retry > 0 ? retry : null,
  );
}

export function isKind(error: unknown, kind: string): error is Refused {
  return error instanceof Refused && error.kind === kind;
}
