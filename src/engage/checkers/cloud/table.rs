//! The canonical names of cloud services and resources, and how each shows itself.
//!
//! In: a name as a contract writes it. Out: a [`Service`]. One row each: names (the first is the canonical one), types of resources (`*` at the
//! end stands for anything), names of clients in SDKs, packages that are clients. A name that is itself the type of a resource, such as
//! `aws_nat_gateway` or `AWS::EC2::NatGateway`, means that type, or the row that holds it.

use super::Resource;
use crate::engage::checkers::looked::plain;

type Row = (&'static [&'static str], &'static [&'static str], &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["ec2", "ec2_instance", "ec2_instances", "aws_ec2", "virtual_machine"], &["aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request", "aws_autoscaling_group", "AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::AutoScalingGroup", "AWS::AutoScaling::LaunchConfiguration"], &["ec2"], &[]),
    (&["fargate", "aws_fargate", "ecs_fargate"], &["aws_eks_fargate_profile", "AWS::EKS::FargateProfile"], &[], &[]),
    (&["ecs", "elastic_container_service"], &["aws_ecs_*", "AWS::ECS::*"], &["ecs"], &[]),
    (&["eks"], &["aws_eks_*", "AWS::EKS::*"], &["eks"], &[]),
    (&["kubernetes", "k8s"], &["aws_eks_*", "AWS::EKS::*", "google_container_*", "azurerm_kubernetes_cluster*", "kubernetes_*", "helm_release", "Deployment", "StatefulSet", "DaemonSet", "Pod", "Job", "CronJob", "ReplicaSet", "Service", "Ingress"], &["eks"], &["kubernetes", "@kubernetes/client-node"]),
    (&["ecr"], &["aws_ecr_*", "AWS::ECR::*"], &["ecr"], &[]),
    (&["app_runner", "apprunner"], &["aws_apprunner_*", "AWS::AppRunner::*"], &["apprunner"], &[]),
    (&["elastic_beanstalk", "beanstalk"], &["aws_elastic_beanstalk_*", "AWS::ElasticBeanstalk::*"], &["elasticbeanstalk"], &[]),
    (&["lambda", "aws_lambda"], &["aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function"], &["lambda"], &[]),
    (&["nat_gateway", "natgateway", "nat"], &["aws_nat_gateway", "AWS::EC2::NatGateway"], &[], &[]),
    (&["elastic_ip", "eip"], &["aws_eip", "AWS::EC2::EIP"], &[], &[]),
    (&["vpc"], &["aws_vpc", "AWS::EC2::VPC"], &[], &[]),
    (&["vpc_endpoint", "interface_endpoint"], &["aws_vpc_endpoint", "AWS::EC2::VPCEndpoint"], &[], &[]),
    (&["transit_gateway"], &["aws_ec2_transit_gateway*", "AWS::EC2::TransitGateway*"], &[], &[]),
    (&["load_balancer", "alb", "nlb", "elb", "elbv2"], &["aws_lb", "aws_alb", "aws_elb", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"], &["elbv2", "elb"], &[]),
    (&["rds", "aws_rds", "rds_instance"], &["aws_db_instance", "aws_rds_*", "aws_db_proxy", "AWS::RDS::DB*", "AWS::RDS::GlobalCluster"], &["rds", "rds-data"], &[]),
    (&["aurora"], &["aws_rds_cluster*", "AWS::RDS::DBCluster"], &["rds-data"], &[]),
    (&["redshift"], &["aws_redshift*", "AWS::Redshift*"], &["redshift", "redshift-data"], &[]),
    (&["dynamodb"], &["aws_dynamodb_table", "AWS::DynamoDB::*", "AWS::Serverless::SimpleTable"], &["dynamodb", "lib-dynamodb"], &[]),
    (&["documentdb", "docdb"], &["aws_docdb_*", "AWS::DocDB::*"], &["docdb"], &[]),
    (&["neptune"], &["aws_neptune_*", "AWS::Neptune::*"], &["neptune"], &[]),
    (&["elasticache", "elastic_cache"], &["aws_elasticache_*", "AWS::ElastiCache::*"], &["elasticache"], &[]),
    (&["opensearch", "elasticsearch", "opensearch_service"], &["aws_opensearch*", "aws_elasticsearch_*", "AWS::OpenSearchService::*", "AWS::OpenSearchServerless::*", "AWS::Elasticsearch::*"], &["opensearch", "es", "opensearchserverless"], &[]),
    (&["msk", "kafka"], &["aws_msk_*", "AWS::MSK::*"], &["kafka"], &[]),
    (&["kinesis"], &["aws_kinesis_*", "AWS::Kinesis::*", "AWS::KinesisFirehose::*"], &["kinesis", "firehose"], &[]),
    (&["sqs"], &["aws_sqs_queue", "AWS::SQS::Queue"], &["sqs"], &[]),
    (&["sns"], &["aws_sns_*", "AWS::SNS::*"], &["sns"], &[]),
    (&["s3"], &["aws_s3_bucket", "AWS::S3::Bucket"], &["s3"], &[]),
    (&["efs"], &["aws_efs_*", "AWS::EFS::*"], &["efs"], &[]),
    (&["secrets_manager", "secretsmanager", "aws_secrets_manager"], &["aws_secretsmanager_secret", "aws_secretsmanager_secret_version", "AWS::SecretsManager::Secret"], &["secretsmanager", "secrets-manager"], &[]),
    (&["ssm_parameter_store", "ssm", "parameter_store", "aws_ssm_parameter_store", "ssm_parameter"], &["aws_ssm_parameter", "AWS::SSM::Parameter"], &["ssm"], &[]),
    (&["kms_cmk", "kms", "kms_key", "customer_managed_key"], &["aws_kms_key", "aws_kms_external_key", "AWS::KMS::Key"], &[], &[]),
    (&["api_gateway", "apigateway"], &["aws_api_gateway_rest_api", "aws_apigatewayv2_api", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Serverless::Api", "AWS::Serverless::HttpApi"], &["apigateway", "apigatewayv2"], &[]),
    (&["cloudfront"], &["aws_cloudfront_distribution", "AWS::CloudFront::Distribution"], &["cloudfront"], &[]),
    (&["route53", "route53_hosted_zone", "hosted_zone"], &["aws_route53_zone", "AWS::Route53::HostedZone"], &["route53"], &[]),
    (&["waf", "wafv2"], &["aws_waf*", "AWS::WAF*"], &["wafv2", "waf"], &[]),
    (&["sagemaker"], &["aws_sagemaker_*", "AWS::SageMaker::*"], &["sagemaker", "sagemaker-runtime"], &["sagemaker"]),
    (&["bedrock"], &["aws_bedrock*", "AWS::Bedrock::*"], &["bedrock", "bedrock-runtime", "bedrock-agent-runtime"], &[]),
    (&["step_functions", "stepfunctions", "sfn"], &["aws_sfn_state_machine", "AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"], &["stepfunctions", "sfn"], &[]),
    (&["glue"], &["aws_glue_*", "AWS::Glue::*"], &["glue"], &[]),
    (&["emr"], &["aws_emr_*", "AWS::EMR*"], &["emr"], &[]),
    (&["batch"], &["aws_batch_*", "AWS::Batch::*"], &["batch"], &[]),
    (&["lightsail"], &["aws_lightsail_*", "AWS::Lightsail::*"], &["lightsail"], &[]),
    (&["cognito"], &["aws_cognito_*", "AWS::Cognito::*"], &["cognito-idp", "cognito-identity", "cognito-identity-provider"], &[]),
    (&["gce", "compute_engine"], &["google_compute_instance*"], &[], &["google-cloud-compute", "@google-cloud/compute"]),
    (&["cloud_sql"], &["google_sql_*"], &[], &["cloud-sql-python-connector", "@google-cloud/cloud-sql-connector"]),
    (&["gke"], &["google_container_*"], &[], &["google-cloud-container", "@google-cloud/container"]),
    (&["cloud_run"], &["google_cloud_run_*"], &[], &["google-cloud-run", "@google-cloud/run"]),
    (&["bigquery"], &["google_bigquery_*"], &[], &["google-cloud-bigquery", "@google-cloud/bigquery"]),
    (&["spanner"], &["google_spanner_*"], &[], &["google-cloud-spanner", "@google-cloud/spanner"]),
    (&["pubsub"], &["google_pubsub_*"], &[], &["google-cloud-pubsub", "@google-cloud/pubsub"]),
    (&["gcp_secret_manager", "google_secret_manager"], &["google_secret_manager_*"], &[], &["google-cloud-secret-manager", "@google-cloud/secret-manager"]),
    (&["azure_vm"], &["azurerm_linux_virtual_machine*", "azurerm_windows_virtual_machine*", "azurerm_virtual_machine*"], &[], &["azure-mgmt-compute", "@azure/arm-compute"]),
    (&["azure_sql"], &["azurerm_mssql_*", "azurerm_sql_*"], &[], &["azure-mgmt-sql", "@azure/arm-sql"]),
    (&["aks"], &["azurerm_kubernetes_cluster*"], &[], &["azure-mgmt-containerservice", "@azure/arm-containerservice"]),
    (&["cosmos_db", "cosmosdb"], &["azurerm_cosmosdb_*"], &[], &["azure-cosmos", "@azure/cosmos"]),
    (&["azure_key_vault", "key_vault", "keyvault"], &["azurerm_key_vault*"], &[], &["azure-keyvault-secrets", "@azure/keyvault-secrets"]),
    (&["vault", "hashicorp_vault"], &["vault_*"], &[], &["hvac", "node-vault", "vaultrs"]),
];

/// A service or resource of a cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engage::checkers) struct Service<'n> {
    /// The canonical name.
    pub(in crate::engage::checkers) name: &'n str,
    names: &'n [&'n str],
    types: &'n [&'n str],
    clients: &'n [&'n str],
    packages: &'n [&'n str],
    only: Option<&'n str>,
}

/// The service that a name means.
pub(in crate::engage::checkers) fn find(name: &str) -> Option<Service<'_>> {
    let words = plain(name);
    let row = ROWS.iter().find(|(names, ..)| names.contains(&words.as_str()));
    let row = row.or_else(|| ROWS.iter().find(|(_, types, ..)| types.contains(&name)));
    if let Some((names, types, clients, packages)) = row {
        return Some(Service { name: names.first()?, names, types, clients, packages, only: None });
    }
    let is_type = ["aws_", "google_", "azurerm_", "AWS::"].iter().any(|start| name.starts_with(start));
    is_type.then_some(Service { name, names: &[], types: &[], clients: &[], packages: &[], only: Some(name) })
}

impl Service<'_> {
    /// Whether a resource is of it. Fargate has hardly a type of its own: it is a way to start containers.
    pub(in crate::engage::checkers) fn is_resource(&self, resource: &Resource<'_>) -> bool {
        let is = |kind: &&str| match kind.strip_suffix('*') {
            Some(start) => resource.kind.starts_with(start),
            None => resource.kind == *kind,
        };
        let is_fargate = || {
            let keys = ["launch_type", "LaunchType", "capacity_provider", "CapacityProvider"];
            let needs =
                ["requires_compatibilities", "RequiresCompatibilities", "capacity_providers", "CapacityProviders"];
            resource.says(&keys, "FARGATE") || resource.says(&needs, "FARGATE") || resource.says(&keys, "FARGATE_SPOT")
        };
        let is_balancer = || resource.kind == "Service" && resource.says(&["type"], "LoadBalancer");
        self.types.iter().any(is)
            || self.only.iter().any(is)
            || (self.name == "fargate" && is_fargate())
            || (self.name == "load_balancer" && is_balancer())
    }

    /// Whether a word is one of its names.
    pub(super) fn is_named(&self, word: &str) -> bool {
        self.names.contains(&word)
    }

    /// Whether an SDK calls it so.
    pub(super) fn is_client(&self, name: &str) -> bool {
        self.clients.contains(&name)
    }

    /// Whether a package is a client of it.
    pub(super) fn is_package(&self, package: &str) -> bool {
        let client =
            ["@aws-sdk/client-", "@aws-sdk/", "aws-sdk/clients/", "aws-sdk-", "types-boto3-", "mypy-boto3-", "rusoto-"]
                .iter()
                .find_map(|start| package.strip_prefix(start));
        client.is_some_and(|client| self.is_client(client)) || self.packages.contains(&package)
    }

    /// Whether a module that code imports is a client of it.
    pub(super) fn is_module(&self, module: &str) -> bool {
        let first = module.split("::").next().unwrap_or(module);
        let dashed = module.replace(['.', '_'], "-");
        self.is_package(module)
            || (module.contains("::") && self.is_package(&first.replace('_', "-")))
            || self.packages.iter().any(|package| dashed == *package)
    }
}
