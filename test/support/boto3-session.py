"""What a user of boto3 does with Secrets Manager, told as JSON. The endpoint comes from AWS_ENDPOINT_URL, as in the user's own code."""

import json
import os

import boto3
from botocore.exceptions import ClientError

secrets = boto3.client("secretsmanager")
told = {}

created = secrets.create_secret(Name="app/one", SecretString="first", Tags=[{"Key": "team", "Value": "app"}])
told["first"] = secrets.get_secret_value(SecretId="app/one")["SecretString"]
put = secrets.put_secret_value(SecretId=created["ARN"], SecretBinary=b"\x00\x01\xff")
told["binary"] = list(secrets.get_secret_value(SecretId="app/one")["SecretBinary"])
told["previous"] = secrets.get_secret_value(SecretId="app/one", VersionStage="AWSPREVIOUS")["SecretString"]
told["stages"] = secrets.describe_secret(SecretId="app/one")["VersionIdsToStages"] == {
    created["VersionId"]: ["AWSPREVIOUS"],
    put["VersionId"]: ["AWSCURRENT"],
}

for number in range(3):
    secrets.create_secret(Name=f"page/{number}", SecretString=str(number))
pages = secrets.get_paginator("list_secrets").paginate(
    Filters=[{"Key": "name", "Values": ["page/"]}], PaginationConfig={"PageSize": 2}
)
told["pages"] = [[secret["Name"] for secret in page["SecretList"]] for page in pages]
batch = secrets.batch_get_secret_value(SecretIdList=["page/0", "page/none"])
told["batch"] = [value["SecretString"] for value in batch["SecretValues"]]
told["errors"] = [error["ErrorCode"] for error in batch["Errors"]]

try:
    secrets.get_secret_value(SecretId="nobody")
except secrets.exceptions.ResourceNotFoundException as error:
    told["refused"] = [error.response["Error"]["Message"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
try:
    secrets.create_secret(Name="not a name")
except ClientError as error:
    told["invalid"] = error.response["Error"]["Code"]

secrets.delete_secret(SecretId="page/0", RecoveryWindowInDays=7)
told["restored"] = secrets.restore_secret(SecretId="page/0")["Name"]
told["password"] = len(secrets.get_random_password(PasswordLength=20, ExcludePunctuation=True)["RandomPassword"])

# Other protocols: Query, REST with JSON, REST with XML.
told["account"] = boto3.client("sts").get_caller_identity()["Account"]
told["functions"] = boto3.client("lambda").list_functions()["Functions"]
files = boto3.client("s3")
files.create_bucket(Bucket="files")
files.put_object(Bucket="files", Key="k", Body=os.urandom(100_000))
told["object"] = files.head_object(Bucket="files", Key="k")["ContentLength"]

print(json.dumps(told))
