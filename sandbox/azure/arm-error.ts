import type { Json } from './json.ts';

/** The errors and facts within an error. */
export type ErrorParts = {
  readonly details?: readonly Json[];
  readonly additionalInfo?: readonly Json[];
  readonly innererror?: Json;
};

type More = ErrorParts & {
  readonly target?: string;
  readonly headers?: Record<string, string>;
  /** Who refused: the gateway (ARM itself) or the resource provider behind it. */
  readonly from?: 'gateway' | 'service';
};

/** A refusal as Azure Resource Manager words it. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly more: More;

  constructor(status: number, code: string, message: string, more: More = {}) {
    super(message);
    this.name = 'ArmError';
    this.status = status;
    this.code = code;
    this.more = more;
  }

  get body(): Json {
    const { target, details, additionalInfo, innererror } = this.more;
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(target === undefined ? {} : { target }),
        ...(details === undefined ? {} : { details: [...details] }),
        ...(additionalInfo === undefined ? {} : { additionalInfo: [...additionalInfo] }),
        ...(innererror === undefined ? {} : { innererror }),
      },
    };
  }
}

/** 404 of a resource that is not there; `type` as in `Microsoft.Compute/virtualMachines`, `name` as in `web-01`. */
export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  const parts = type.split('/');
  const names = name.split('/');
  const path = [parts[0], ...parts.slice(1).flatMap((part, index) => [part, names[index] ?? ''])].join('/');
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${path}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    { from: 'gateway' },
  );
}

/** 404 of a child whose parent is not there. */
export function parentNotFound(type: string, parentId: string): ArmError {
  return new ArmError(
    404,
    'ParentResourceNotFound',
    `Failed to perform 'write' on resource(s) of type '${type}', because the parent resource '${parentId}' could not be found.`,
    { from: 'gateway' },
  );
}

/** 409 of a second write while the first is still going on. */
export function concurrentWrite(): ArmError {
  return new ArmError(
    409,
    'Conflict',
    'The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.',
  );
}

/** 409 of an operation that the state of a resource does not allow. */
export function notAllowed(message: string): ArmError {
  return new ArmError(409, 'OperationNotAllowed', message);
}

/** 409 of a property that is fixed once and for all. */
export function changeNotAllowed(property: string): ArmError {
  return new ArmError(409, 'PropertyChangeNotAllowed', `Changing property '${property}' is not allowed.`, {
    target: property,
  });
}

/** 400 of a parameter with a value that will not do. */
export function invalidParameter(message: string, target?: string): ArmError {
  return new ArmError(400, 'InvalidParameter', message, target === undefined ? {} : { target });
}
