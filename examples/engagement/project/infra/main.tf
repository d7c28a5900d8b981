provider "aws" {
  region = "eu-north-1"
}

resource "aws_route53_zone" "main" {
  name = "parcels.example.com"
}

resource "aws_dynamodb_table" "parcels" {
  name         = "parcels"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"

  attribute {
    name = "pk"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_ssm_parameter" "carrier" {
  name  = "/parcels/carrier"
  type  = "SecureString"
  value = "set by hand"

  lifecycle {
    ignore_changes = [value]
  }
}

resource "aws_lambda_function" "where" {
  function_name = "where"
  runtime       = "python3.12"
  handler       = "app.handler.handler"
  filename      = "app.zip"
  role          = aws_iam_role.where.arn

  reserved_concurrent_executions = 10

  tracing_config {
    mode = "Active"
  }
}

resource "aws_iam_role" "where" {
  name = "where"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_cognito_user_pool" "senders" {
  name = "senders"
}

resource "aws_apigatewayv2_api" "main" {
  name          = "parcels"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "where" {
  api_id             = aws_apigatewayv2_api.main.id
  route_key          = "GET /parcels/{number}"
  authorization_type = "JWT"
}
