"""Deployments and typed commands that ask for something that is not valid, not there, or not there yet. None of the four."""

from __future__ import annotations

from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, REFUSAL, Pattern
from diagnostics.messages.row import row

_INVALID = "azure.deployer.request-invalid"


def _invalid(name: str, confidence: float, hints: tuple[str, ...], regex: str, summary: str, rank: int = LOOK_ALIKE + 5) -> Pattern:  # fmt: skip
    return row(f"azure.deploy.{name}", _INVALID, confidence, hints, regex, summary, rank=rank)


PATTERNS: tuple[Pattern, ...] = (
    _invalid(
        "absent", 0.9,
        ("under resource group", "resourcegroupnotfound", "subscriptionnotfound", "parentresourcenotfound", "invalidresourcenamespace", "armresourcenotfoundfix", "could not be found", "resourcenotfound",
         "notfound: resource", "web app with name", "webapp '", "doesn't exist in", "was not found"),
        r"(?:(?<![\w.])ResourceNotFound\b[^\n]{0,40}?)?\b[Tt]he Resource ['\"]?(?P<resource>Microsoft\.[^'\"\n]{1,300}?)['\"]? (?:under resource group ['\"]?[^'\"\n]{1,120}['\"]? )?was not found|\bResource ?group ['\"]?[^'\"\n]{1,120}['\"]? could not be found|\b(?:ResourceGroup|Subscription|ParentResource)NotFound\b"
        r"|\bThe subscription ['\"]?[^'\"\n]{1,80}['\"]? could not be found|\bInvalidResourceNamespace\b|\bARMResourceNotFoundFix\b|(?<![\w.])ResourceNotFound\b",
        "The command or template names something that is not there.", LOOK_ALIKE + 2,
    ),
    _invalid(
        "action", 0.95, ("invalidactionornotaction", "does not match any of the actions supported"),
        r"\bInvalidActionOrNotAction\b|\bdoes not match any of the actions supported by the providers\b", "The role definition names an action that no provider has.",
    ),
    _invalid(
        "template", 0.93,
        ("invalidtemplate", "template validation failed", "error bcp", "invalidrequestcontent", "deployment template", "invalidrequestformat", "circular dependency"),
        r"\bInvalidTemplate\b|\bDeployment template (?:validation|language expression evaluation|parse) failed|\bError BCP\d{3}\b|\bInvalidRequest(?:Content|Format)\b|\bCircular dependency detected\b", "The template itself is not valid.",
    ),
    _invalid(
        "taken", 0.93,
        ("already exists", "alreadytaken", "already taken", "resourcenotavailable", "nameunavailable", "already in use", "soft-deleted", "softdeleted", "inanotherlocation", "conflicterror"),
        r"\b(?:StorageAccount|VaultName|Name)?Already(?:Taken|InUse|Exists)\b|\bWebsite with given name \S{1,80} already exists|\bstorage account named \S{1,80} is already taken|\bvault name '[^'\n]{1,60}' is already in use|\bRoleAssignmentExists\b"
        r"|\balready exists - to be managed via Terraform|\bInvalidResourceLocation\b|\bConflictError: A vault\b|\bexists in deleted state\b|\bSoftDeleted\w{0,20}\b", "The name is taken, or the thing exists already.",
    ),
    _invalid(
        "location", 0.93,
        ("locationnotavailable", "requested features are not supported in region", "is not available in location", "no available instances", "not supported in region", "is not available in resource group", "not available in the region", "are not available in resource group", "not available for resource type"),
        r"\bLocationNotAvailable\w{0,20}\b|\b[Rr]equested features are not supported in region\b|\b(?:is|are) not available in (?:location|resource group|the (?:current )?region)\b|\bis not available for resource type\b|\bNo available instances to satisfy this request\b", "The region does not offer this.",
    ),
    _invalid(
        "value", 0.85,
        ("invalidparameter", "invalidapiversion", "linkedinvalidpropertyid", "invalidresourcename", "invalidscope", "invalidprincipalid", "propertychangenotallowed", "unsupportedapiversion", "invalidresourcereference",
         "the parameter", "accountnameinvalid", "missingrequiredparameter", "unmatchedprincipaltype", "roleassignmentupdatenotpermitted", "roledefinitiondoesnotexist", "roledefinitionwithsamename", "badargument", "is required on create", "supplied url is invalid", "invalid event subscription request", "disallowedprovider", "unable to create or modify", "operation is not permitted for namespace", "unrecognized arguments", "the following arguments are required", "is misspelled or not recognized"),
        r"\bInvalid(?:Parameter\w{0,20}|ApiVersion\w{0,12}|ResourceName|Scope|PrincipalId|ResourceReference)\b|\bLinkedInvalidPropertyId\b|\bPropertyChangeNotAllowed\b|\bAccountNameInvalid\b|\bUnmatchedPrincipalType\b|\bRoleAssignmentUpdateNotPermitted\b|\bRoleDefinition(?:DoesNotExist|WithSameNameExists)\b|\bMissingRequiredParameter\b|\bis required on create\b|\bInvalid event subscription request\b|\bDisallowedProvider\b|\bUnable to create or modify [\w ]{3,40} (?:when|while|because|as)\b|\boperation is not permitted for namespace\b"
        r"|\bThe parameter \w{2,80} has an invalid value\b|\bunrecognized arguments: |\bthe following arguments are required: |\bis misspelled or not recognized by the system", "A value of the request is not valid.",
    ),
    _invalid(
        "subnet", 0.88,
        ("subnetmissingrequireddelegation", "inusesubnetcannotbedeleted", "subnetalreadydelegated", "swift", "cannot be used for vnet integration"),
        r"\bSubnetMissingRequiredDelegation\b|\bInUseSubnetCannotBeDeleted\b|\bSubnetWithDelegation\w{0,40}\b|\bSubnet\w{0,30}AlreadyLinked\w{0,20}\b", "The subnet is not prepared for what the deployment asks of it.",
    ),
    _invalid(
        "package", 0.85,
        ("package deployment using zip", "zip deploy failed", "zipdeployment failed", "zip deployment failed", "zipdeploy failed", "build failed with exit code", "oryx", "failed to deploy web package", "run-from-zip", "website_run_from_package", "validatezippackage", "arm-msdeploy", "error_file_in_use", "deploymentdetailed", "deployment endpoint responded", "onedeploy content", "zipdeploy content", "(code: "),
        r"\bPackage deployment using ZIP Deploy failed\b|\bZip ?Deploy(?:ment)? failed\b|\bbuild failed with exit code\b|\bOryx\b[^\n]{0,60}\b(?:failed|error)\b|\bFailed to deploy web package\b|\bARM-MSDeploy Deploy Failed\b|\bERROR_FILE_IN_USE\b|\bDeploymentDetailed\w{3,60}Exception\b|\bDeployment endpoint responded with status code (?:4(?:00|04|09)|5\d\d)\b|\bas (?:One|Zip)Deploy content\b|\(CODE: (?:4(?:00|04|09)|5\d\d)\)|\bInvalidPackageContentException\b|\bFailed to deploy\b[^\n]{0,160}(?:Run-From-Zip|WEBSITE_RUN_FROM_PACKAGE)",
        "The package was not accepted or did not build; the line above says why.", CONSEQUENCE + 5,
    ),
    _invalid(
        "busy", 0.88,
        ("another operation is in progress", "another deployment is in progress", "anotheroperationinprogress", "cannot acquire exclusive lock", "operationpreempted", "nested resources", "cannot be deleted because"),
        r"\b[Aa]nother ?(?:[Oo]peration|deployment) (?:is )?[Ii]n ?[Pp]rogress\b|\bCannot acquire exclusive lock\b|\bOperationPreempted\b|\bCan(?:not|'t) delete resource while nested resources exist\b", "Another operation, or something inside, is in the way; no policy and no lock.",
    ),
    row(
        "azure.deploy.unseen", "azure.deployer.role-missing", 0.5, ("doesn't exist. resource should exist", "doesn't exist."),
        r"\bResource ['\"]?[\w.-]{2,80}['\"]? doesn't exist\.", "The deployment does not find the app: it is not there, or the deployer may not see it.", rank=LOOK_ALIKE, class_="inconclusive", deny_origin=None,
        next_read="the deployer's roles on the app",
    ),
    row(
        "azure.deploy.share", "azure.content-share.missing", 0.5, ("storage file share failed",),
        r"\b[Cc]reation of storage file share failed with\b[^\n]{0,80}\b40[13]\b", "The storage account refused the app's content share; the text does not say whether for the key or for the network.", rank=REFUSAL - 6, class_="inconclusive",
        next_read="the storage account's network rules, and whether it takes keys",
    ),
    row(
        "azure.deploy.refused", "azure.scm-site.basic-auth-disabled", 0.5, ("publishcontent", "zipdeploy", "onedeploy"),
        r"\b(?:PublishContent|ZipDeploy|OneDeploy)\b[^<>]{0,160}?\b(?:code|status) ['\"]?40[13]\b", "The deployment site refused the package; the text does not say whether for the key or for the network.", rank=BARE + 6, class_="inconclusive", deny_origin=None,
        next_read="the deployment site's access restrictions, and whether it takes a publish profile",
    ),
    row(
        "azure.deploy.wrapped", _INVALID, 0.55, ("deploymentfailed", "invalidtemplatedeployment", "at least one resource deployment operation failed", "according to the validation procedure", "resourcedeploymentfailure", "reached terminal provisioning state"),
        r"\bDeploymentFailed\b|\bInvalidTemplateDeployment\b|\bAt least one resource deployment operation failed\b|\bis not valid according to the validation procedure\b|\bResourceDeploymentFailure\b|\breached terminal provisioning state\b", "A deployment failed; the inner error says why.", rank=BARE, class_="inconclusive",
        next_read="the details of the deployment's operations",
    ),
    row(
        "azure.deploy.principal", "azure.role-assignment.propagating", 0.9, ("principalnotfound", "does not exist in the directory"),
        r"\bPrincipalNotFound\b|\bPrincipal \S{3,80} does not exist in the directory\b", "The identity was made moments ago and is not known everywhere yet: run it again.", rank=LOOK_ALIKE + 9,
    ),
    row(
        "azure.deploy.platform", "azure.platform.fault", 0.6, ("encountered an error (internalservererror) from host runtime", "encountered an error (serviceunavailable) from host runtime", "encountered an error (bad"),
        r"\bEncountered an error \((?:InternalServerError|ServiceUnavailable|BadGateway)\) from host runtime", "The app's host did not answer the portal or the deployment.", rank=LOOK_ALIKE + 7, class_="inconclusive",
        next_read="the host's own log of that time",
    ),
)  # fmt: skip
