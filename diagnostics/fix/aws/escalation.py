"""Actions with which an identity can give itself more: granted only with a loud warning, on the exact resource.

Source: the collected privilege-escalation paths of Rhino Security Labs and their successors.
"""

from __future__ import annotations

_ACTIONS = frozenset(
    a.lower()
    for a in (
        "iam:PassRole", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:PutUserPolicy",
        "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy",
        "iam:AttachRolePolicy", "iam:AddUserToGroup", "iam:CreateAccessKey", "iam:CreateLoginProfile",
        "iam:UpdateLoginProfile", "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:AddRoleToInstanceProfile",
        "iam:CreateServiceSpecificCredential", "iam:CreateRole", "sts:AssumeRole", "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration", "lambda:CreateFunction", "lambda:AddPermission",
        "lambda:PutResourcePolicy", "lambda:CreateEventSourceMapping", "lambda:PublishLayerVersion",
        "ec2:RunInstances", "ssm:SendCommand", "ssm:StartSession", "kms:PutKeyPolicy", "kms:CreateGrant",
        "cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:SetStackPolicy",
        "glue:CreateDevEndpoint", "glue:CreateJob", "codebuild:StartBuild", "codebuild:CreateProject",
        "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl", "ecs:RunTask",
        "ecs:RegisterTaskDefinition", "states:CreateStateMachine", "scheduler:CreateSchedule",
        "states:UpdateStateMachine", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition",
        "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet", "codebuild:UpdateProject", "glue:UpdateJob",
        "glue:UpdateDevEndpoint", "ec2:AssociateIamInstanceProfile", "lambda:CreateFunctionUrlConfig",
        "bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:InvokeCodeInterpreter",
        "s3:PutBucketPublicAccessBlock", "s3:PutAccountPublicAccessBlock",
        "s3:PutBucketPolicy", "s3:PutBucketAcl", "organizations:LeaveOrganization", "organizations:DetachPolicy",
    )
)  # fmt: skip


def warning(action: str) -> tuple[str, ...]:
    """Return the loud warning where *action* can be used to gain more rights, else nothing."""
    if action.lower() not in _ACTIONS and not action.lower().startswith("iam:"):
        return ()
    return (
        f"{action} can be used to gain further rights. Grant it only if this function must really do this, "
        "on this one resource, and have it reviewed.",
    )
